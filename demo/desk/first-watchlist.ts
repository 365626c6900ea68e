import type { Ticker } from '../../src/index.ts'

/** What a first visit shows. */
export const FIRST_WATCHLIST: readonly Ticker[] = ['SPY', 'QQQ', 'I:SPX', 'I:VIX', 'AAPL', 'MSFT', 'BRK.B']
