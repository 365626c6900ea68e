import type { Ticker } from '../domain/ticker.ts'
import type { Trade } from '../domain/trade.ts'
import type { SliceCreator } from './market-data-state.ts'
import { withTrades } from './trade-rings.ts'

export interface TradesState {
  /** The newest trades of each symbol, newest last, bounded. */
  readonly bySymbol: Readonly<Record<Ticker, readonly Trade[]>>
}

export interface TradesSlice {
  readonly trades: TradesState
  /** Adds trades in the order of the exchange; one already held is not added again. */
  readonly applyTrades: (trades: readonly Trade[]) => void
  readonly dropTrades: (symbols: readonly Ticker[]) => void
}

/** @param limit trades kept a symbol */
export function createTradesSlice(limit: number): SliceCreator<TradesSlice> {
  return (set, get) => ({
    trades: { bySymbol: {} },
    applyTrades(added) {
      const trades = withTrades(get().trades, added, limit)
      if (trades !== get().trades) set({ trades }, false, { type: 'trades/apply', count: added.length })
    },
    dropTrades(symbols) {
      const known = symbols.filter((symbol) => get().trades.bySymbol[symbol] !== undefined)
      if (known.length === 0) return
      set(
        ({ trades }) => {
          for (const symbol of known) delete trades.bySymbol[symbol]
        },
        false,
        { type: 'trades/drop', count: known.length },
      )
    },
  })
}
