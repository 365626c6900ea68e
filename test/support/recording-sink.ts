import { decodeQuoteMessage } from '../../domain/wire-quote.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import { FrameLog } from '../../domain/frame-log.ts'
import type { FeedSink } from '../../domain/feed.ts'
import type { EndpointHealth, HealthEvent } from '../../domain/health.ts'
import type { QuotePatch } from '../../domain/quote.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Trade } from '../../domain/trade.ts'
import { QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'
import type { Channel } from '../../domain/wire-protocol.ts'

/** A sink that remembers everything, in order. */
export interface RecordingSink extends FeedSink {
  readonly quotes: QuotePatch[]
  readonly allTrades: Trade[]
  readonly allBars: Aggregate[]
  readonly rejections: { readonly channel: Channel; readonly symbols: readonly Ticker[]; readonly error: Error }[]
  readonly acceptances: { readonly channel: Channel; readonly symbols: readonly Ticker[] }[]
  readonly releases: { readonly channel: Channel; readonly symbols: readonly Ticker[] }[]
  readonly watchlists: { readonly roots: readonly Ticker[]; readonly symbols: readonly Ticker[] }[]
  readonly health: Partial<Record<Endpoint, EndpointHealth>>
  readonly events: HealthEvent[]
  /** The newest quote of a symbol, as the store would keep it. */
  latest(symbol: Ticker): QuotePatch | undefined
}

export function createRecordingSink(): RecordingSink {
  const symbols: Ticker[] = []
  // what comes is read at once
  const frames = new FrameLog({ needsNothing: () => true, bytesKept: () => 0, moveKept: () => {} })
  const latest = new Map<Ticker, QuotePatch>()
  const sink: RecordingSink = {
    quotes: [],
    allTrades: [],
    allBars: [],
    rejections: [],
    acceptances: [],
    releases: [],
    watchlists: [],
    health: {},
    events: [],
    latest: (symbol) => latest.get(symbol),
    frames,
    inlet(symbol) {
      if (!symbols.includes(symbol)) symbols.push(symbol)
      return symbols.indexOf(symbol)
    },
    put(inlet, from, to) {
      const symbol = symbols[inlet] ?? ''
      const text = frames.text(from, to)
      const quote = decodeQuoteMessage(text.startsWith('{') ? text : `${QUOTE_MESSAGE_PREFIX}${symbol}"${text}`)
      if (quote === undefined) throw new Error(`Not a quote message: ${JSON.stringify(text)}`)
      sink.quote(symbol, quote)
    },
    quote(symbol, quote) {
      if (quote.symbol !== symbol) throw new Error(`A quote of ${quote.symbol} came as one of ${symbol}`)
      sink.quotes.push(quote)
      const before = latest.get(symbol)
      if (before === undefined || quote.timestamp >= before.timestamp) latest.set(symbol, quote)
    },
    trades: (trades) => void sink.allTrades.push(...trades),
    bars: (bars) => void sink.allBars.push(...bars),
    accepted: (channel, symbols) => void sink.acceptances.push({ channel, symbols }),
    rejected: (channel, symbols, error) => void sink.rejections.push({ channel, symbols, error }),
    released: (channel, symbols) => void sink.releases.push({ channel, symbols }),
    watchlist: (roots, symbols) => void sink.watchlists.push({ roots, symbols }),
    endpoint: (endpoint, health) => {
      sink.health[endpoint] = health
    },
    event: (event) => void sink.events.push(event),
  }
  return sink
}
