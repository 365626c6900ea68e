import type { Aggregate } from '../domain/aggregate.ts'
import type { Ticker } from '../domain/ticker.ts'
import { channelOf } from '../domain/timeframe.ts'
import type { Trade } from '../domain/trade.ts'
import type { Channel } from '../domain/wire-protocol.ts'
import type { Gathered } from './feed-flush.ts'
import { TickBuffer } from './tick-buffer.ts'

/** What waits for the next flush. Trades and bars wait in full, in the order they came. */
export interface FeedInbox {
  readonly ticks: TickBuffer
  readonly addTrades: (trades: readonly Trade[]) => void
  readonly addBars: (bars: readonly Aggregate[]) => void
  /** Trades and bars are taken out; the ticks are taken by draining their buffer. */
  readonly take: () => Gathered
  readonly isEmpty: () => boolean
  /** Forgets what waits of symbols nobody holds any more. */
  readonly release: (channel: Channel, symbols: readonly Ticker[]) => void
  readonly clear: () => void
}

/** @param onArrival called when something waits that did not before */
export function createFeedInbox(onArrival: () => void): FeedInbox {
  const ticks = new TickBuffer(onArrival)
  let trades: Trade[] = []
  let bars: Aggregate[] = []
  return {
    ticks,
    addTrades: (added) => {
      for (const trade of added) trades.push(trade)
      onArrival()
    },
    addBars: (added) => {
      for (const bar of added) bars.push(bar)
      onArrival()
    },
    take() {
      const taken = { ticks, trades, bars }
      trades = []
      bars = []
      return taken
    },
    isEmpty: () => ticks.isEmpty && trades.length === 0 && bars.length === 0,
    release(channel, symbols) {
      if (channel === 'Q') return ticks.release(symbols)
      const gone = new Set(symbols)
      if (channel === 'T') trades = trades.filter((trade) => !gone.has(trade.symbol))
      else bars = bars.filter((bar) => !gone.has(bar.symbol) || channelOf(bar.timeframe) !== channel)
    },
    clear() {
      ticks.clear()
      trades = []
      bars = []
    },
  }
}
