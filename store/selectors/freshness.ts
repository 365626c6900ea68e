import { DELAY_MS } from '../../domain/freshness.ts'
import type { EpochMs, Freshness } from '../../domain/freshness.ts'
import { isTradingAt } from '../../domain/market-session.ts'
import type { Quote } from '../../domain/quote.ts'
import { endpointOf, parseTicker } from '../../domain/ticker.ts'
import type { Ticker, TickerClass } from '../../domain/ticker.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { selectQuote } from './quotes.ts'
import type { Selector } from './selector.ts'

/** How long a symbol may say nothing in an open session before its picture counts as stale. */
const STALE_AFTER_MS: Readonly<Record<TickerClass, number>> = {
  index: 30_000,
  stock: 120_000,
  forex: 60_000,
  crypto: 60_000,
  // far strikes say nothing for minutes on end
  option: 900_000,
}

/** A message this young proves that the market trades, whatever the calendar says. */
const PROOF_MS = 10_000
/** A market status older than this says nothing about now. */
const STATUS_HOLDS_MS = 120_000
const MINUTE_MS = 60_000

/**
 * How far a symbol's picture can be trusted now; aware of its trading session. Time alone makes it change: ask again
 * now and then.
 *
 * @param now epoch ms. @default the machine's clock
 */
export function selectFreshness(symbol: Ticker, now: () => EpochMs = Date.now): Selector<Freshness> {
  const select = selectQuote(symbol)
  const isTrading = createTradingCheck(symbol)
  return (state) => {
    const quote = select(state)
    if (quote === undefined) return 'never'
    const at = now()
    const told = quote.timeframe === 'delayed' ? at - DELAY_MS : at
    if (!isProof(quote, at, told) && !isTrading(state, told)) return 'closed'
    return freshnessInSession(quote, state, at)
  }
}

function freshnessInSession(quote: Quote, state: MarketDataState, now: EpochMs): Freshness {
  if (quote.source === 'restored') return 'stale'
  if (now - quote.receivedAt > STALE_AFTER_MS[parseTicker(quote.symbol).class]) return 'stale'
  if (quote.source === 'rest') return 'polled'
  if (state.connection[endpointOf(quote.symbol)].transport !== 'streaming') return 'stale'
  return quote.timeframe === 'delayed' ? 'delayed' : 'live'
}

/** @param told the exchange's time that what comes now speaks of */
function isProof(quote: Quote, now: EpochMs, told: EpochMs): boolean {
  return quote.source === 'stream' && now - quote.receivedAt < PROOF_MS && told - quote.timestamp < PROOF_MS
}

/** The calendar's answer, worked out once a minute; a fresh market status can open the market early. */
function createTradingCheck(symbol: Ticker): (state: MarketDataState, now: EpochMs) => boolean {
  let minute = -1
  let holidays: MarketDataState['reference']['holidays'] | undefined
  let isTrading = false
  return ({ reference }, now) => {
    const { marketStatus } = reference
    if (marketStatus?.market === 'open' && Math.abs(now - marketStatus.serverTime) < STATUS_HOLDS_MS) return true
    if (minute !== Math.floor(now / MINUTE_MS) || holidays !== reference.holidays) {
      minute = Math.floor(now / MINUTE_MS)
      holidays = reference.holidays
      isTrading = isTradingAt(symbol, now, holidays)
    }
    return isTrading
  }
}

/** From the best to the worst. */
const ORDER: readonly Freshness[] = ['live', 'delayed', 'polled', 'closed', 'stale', 'never']

/** The worst of several symbols; `never` where there are none. */
export function selectPoorestFreshness(symbols: readonly Ticker[], now: () => EpochMs = Date.now): Selector<Freshness> {
  const selectors = symbols.map((symbol) => selectFreshness(symbol, now))
  return (state) => {
    const ranks = selectors.map((select) => ORDER.indexOf(select(state)))
    return ORDER[Math.max(...ranks)] ?? 'never'
  }
}
