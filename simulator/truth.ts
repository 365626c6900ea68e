import type { Aggregate } from '../domain/aggregate.ts'
import type { Trade } from '../domain/trade.ts'
import type { Bar } from './market/bar.ts'
import { round4, vwapOf } from './market/bar.ts'
import { MINUTE_MS } from './market/calendar.ts'
import { tradesBetween } from './tape/symbol-tape.ts'
import type { TapeTrade } from './tape/tape-events.ts'
import type { Tape } from './tape/tape.ts'

/** The newest that was published of a symbol. */
export interface TrueQuote {
  readonly symbol: string
  readonly bid?: number
  readonly ask?: number
  readonly bidSize?: number
  readonly askSize?: number
  readonly last?: number
  readonly lastSize?: number
  readonly value?: number
  /** Of the newest quote or index value, epoch ms; 0 when there was none. */
  readonly timestamp: number
  /** Of the newest trade, epoch ms. */
  readonly lastTradeAt?: number
}

/**
 * What the market really published, whether or not a fault kept it from a client. Only what was subscribed at some
 * time was published at all. Windows are `from <= time < to`, epoch ms.
 */
export interface Truth {
  quote(symbol: string): TrueQuote
  /** Finished minute bars by start, as last sent, ascending. */
  bars(symbol: string, from: number, to: number): readonly Omit<Aggregate, 'source'>[]
  /** Ascending. */
  trades(symbol: string, from: number, to: number): readonly Omit<Trade, 'source'>[]
}

export function createTruth(tape: Tape, now: () => number): Truth {
  return {
    quote(symbol) {
      const { quote, lastTrade, value } = tape.of(symbol) ?? {}
      return {
        symbol,
        ...(quote && { bid: quote.bid, ask: quote.ask, bidSize: quote.bidSize, askSize: quote.askSize }),
        ...(lastTrade && { last: lastTrade.price, lastSize: lastTrade.size, lastTradeAt: lastTrade.at }),
        ...(value && { value: value.value }),
        timestamp: value?.at ?? quote?.at ?? 0,
      }
    },
    bars(symbol, from, to) {
      const minutes = tape.of(symbol)?.minutes ?? new Map<number, Bar>()
      const isIndex = symbol.startsWith('I:')
      return [...minutes.values()]
        .filter(({ start }) => start >= from && start < to && start + MINUTE_MS <= now())
        .sort((a, b) => a.start - b.start)
        .map((bar) => toAggregate(symbol, bar, isIndex))
    },
    trades(symbol, from, to) {
      const found = tape.of(symbol)
      if (found === undefined || found.listing.assetClass === 'index') return []
      const isStock = found.listing.assetClass === 'stock'
      return tradesBetween(found, from, to).map((trade) => toTrade(symbol, trade, isStock))
    },
  }
}

function toTrade(symbol: string, trade: TapeTrade, hasId: boolean): Omit<Trade, 'source'> {
  return {
    symbol,
    price: trade.price,
    size: trade.size,
    exchange: trade.exchange,
    conditions: [trade.condition],
    timestamp: trade.at,
    sequence: trade.sequence,
    ...(hasId && { id: String(trade.sequence) }),
  }
}

function toAggregate(symbol: string, bar: Bar, isIndex: boolean): Omit<Aggregate, 'source'> {
  return {
    symbol,
    timeframe: '1m',
    open: bar.open,
    high: bar.high,
    low: bar.low,
    close: bar.close,
    ...(isIndex ? {} : { volume: bar.volume, vwap: round4(vwapOf(bar)), trades: bar.trades }),
    start: bar.start,
    end: bar.start + MINUTE_MS,
  }
}
