import type { Bar } from '../market/bar.ts'
import { round2, startBar } from '../market/bar.ts'
import { DAY_MS, MINUTE_MS } from '../market/calendar.ts'
import type { PriceModel } from '../market/price-model.ts'
import { hashText, mix, toUnit } from '../market/random.ts'
import type { Sessions } from '../market/sessions.ts'
import type { Listing } from '../market/universe.ts'

/** Bars that nobody recorded, computed from the price paths; the same for ever for one seed. */
export interface History {
  /** The bar of a minute; of its part before `until` while it is forming. Nothing where nothing traded. */
  minute(listing: Listing, start: number, until: number): Bar | undefined
  /** The bar of a trading date, up to `until`. Its `start` is New York's midnight. */
  day(listing: Listing, date: string, until: number): Bar | undefined
  /** Shares or contracts on an ordinary day. */
  dailyVolume(listing: Listing, date: string): number
}

const SAMPLES_A_MINUTE = 2
const SAMPLE_MS = MINUTE_MS / SAMPLES_A_MINUTE
const MAX_CACHED_DAYS = 50_000

interface DayCache {
  readonly bar: Bar
  sampledUntil: number
}

export function createHistory(prices: PriceModel, sessions: Sessions, midnight: (date: string) => number): History {
  const days = new Map<string, DayCache>()

  const spotBar = (listing: Listing, start: number, until: number): Bar => {
    const bar = startBar(start, round2(prices.spot(listing.instrument, start)))
    const last = Math.min(until, start + MINUTE_MS) - 1
    for (let at = start + SAMPLE_MS; at < last; at += SAMPLE_MS) touch(bar, round2(prices.spot(listing.instrument, at)))
    touch(bar, round2(prices.spot(listing.instrument, Math.max(start, last))))
    return bar
  }

  const minute = (listing: Listing, start: number, until: number): Bar | undefined => {
    const session = sessions.trading(listing.assetClass, sessions.dateAt(start))
    if (session === undefined || start < session.start || start >= session.end || start >= until) return undefined
    const noise = mix(hashText(listing.ticker), start / MINUTE_MS)
    if (listing.assetClass === 'option' && toUnit(noise) > tradedShare(listing, prices, start)) return undefined
    const bar = spotBar(listing, start, until)
    const priced =
      listing.assetClass === 'option' ? optionBar(prices, listing, bar, start, Math.min(until, start + MINUTE_MS)) : bar
    const minutes = (session.end - session.start) / MINUTE_MS
    const elapsed = Math.min(1, (until - start) / MINUTE_MS)
    return withVolume(listing, priced, (volumeOf(listing, prices, start) / minutes) * elapsed, noise)
  }

  const sampledDay = (listing: Listing, date: string, until: number): DayCache | undefined => {
    const session = sessions.regular(date)
    if (session === undefined || until <= session.start) return undefined
    const key = `${listing.instrument.ticker} ${date}`
    const cached = days.get(key) ?? {
      bar: startBar(midnight(date), round2(prices.spot(listing.instrument, session.start))),
      sampledUntil: session.start,
    }
    if (days.size > MAX_CACHED_DAYS) days.clear()
    days.set(key, cached)
    const end = Math.min(until, session.end)
    for (; cached.sampledUntil < end; cached.sampledUntil += SAMPLE_MS) {
      touch(cached.bar, round2(prices.spot(listing.instrument, cached.sampledUntil)))
    }
    return cached
  }

  const dailyVolume = (listing: Listing, date: string): number =>
    Math.round(
      volumeOf(listing, prices, midnight(date) + DAY_MS / 2) * (0.6 + 0.8 * toUnit(hashText(listing.ticker + date))),
    )

  const day = (listing: Listing, date: string, until: number): Bar | undefined => {
    const session = sessions.regular(date)
    const sampled = sampledDay(listing, date, until)
    if (session === undefined || sampled === undefined) return undefined
    const end = Math.min(until, session.end)
    const bar = { ...sampled.bar }
    touch(bar, round2(prices.spot(listing.instrument, end - 1)))
    const priced = listing.assetClass === 'option' ? optionBar(prices, listing, bar, session.start, end) : bar
    const elapsed = (end - session.start) / (session.end - session.start)
    const volume = dailyVolume(listing, date) * elapsed
    if (listing.assetClass === 'option' && volume < 1) return undefined
    return withVolume(listing, priced, volume, hashText(date))
  }

  return { minute, day, dailyVolume }
}

function touch(bar: Bar, price: number): void {
  if (price > bar.high) bar.high = price
  if (price < bar.low) bar.low = price
  bar.close = price
}

/** An option's bar from its underlying's: calls rise with it, puts fall. */
function optionBar(
  prices: PriceModel,
  listing: Extract<Listing, { assetClass: 'option' }>,
  spots: Bar,
  from: number,
  to: number,
): Bar {
  const price = (spot: number, at: number): number => Math.max(0.01, round2(prices.option(listing.contract, at, spot)))
  const open = price(spots.open, from)
  const close = price(spots.close, to - 1)
  const extremes = [open, close, price(spots.high, (from + to) / 2), price(spots.low, (from + to) / 2)]
  return { ...spots, open, close, high: Math.max(...extremes), low: Math.min(...extremes) }
}

/** Contracts a day fall off with the distance from the money and the time to expiry. */
function volumeOf(listing: Listing, prices: PriceModel, at: number): number {
  if (listing.assetClass !== 'option') return listing.instrument.dailyVolume
  return optionInterest(listing, prices, at) * listing.instrument.activity * 60
}

/** How much an option is sought after: 1 at the money of the next expiry, towards 0 far away. */
export function optionInterest(
  listing: Extract<Listing, { assetClass: 'option' }>,
  prices: PriceModel,
  at: number,
): number {
  const { contract, instrument } = listing
  if (at > contract.expiresAt) return 0
  const days = (contract.expiresAt - at) / DAY_MS
  const width = instrument.impliedVolatility * Math.sqrt(Math.max(days, 2) / 365)
  const distance = Math.log(contract.strike / prices.spot(instrument, at)) / width
  const luck = 0.4 + 1.2 * toUnit(hashText(listing.ticker))
  return (Math.exp(-0.5 * distance * distance) * luck) / (1 + days / 20)
}

const tradedShare = (listing: Extract<Listing, { assetClass: 'option' }>, prices: PriceModel, at: number): number =>
  Math.min(0.95, optionInterest(listing, prices, at) * Math.sqrt(listing.instrument.activity / 20) + 0.002)

function withVolume(listing: Listing, bar: Bar, mean: number, noise: number): Bar {
  if (listing.assetClass === 'index') return bar
  const volume = Math.max(1, Math.round(mean * (0.5 + toUnit(mix(noise, 7)))))
  const average = (bar.open + bar.high + bar.low + bar.close) / 4
  const sizeOfTrade = listing.assetClass === 'stock' ? 90 : 3
  return { ...bar, volume, turnover: volume * average, trades: Math.max(1, Math.round(volume / sizeOfTrade)) }
}
