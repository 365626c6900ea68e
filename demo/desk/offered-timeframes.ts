import type { Timeframe } from '../../src/index.ts'

/** The lengths of bars one may choose, shortest first. */
export const OFFERED_TIMEFRAMES: readonly Timeframe[] = ['1m', '5m', '15m', '30m', '1h', '4h', '1d']
