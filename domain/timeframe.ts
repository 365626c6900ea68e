/** Bar lengths. `1s` and `1m` come from the stream; coarser ones are built from `1m`. */
export const TIMEFRAMES = ['1s', '1m', '5m', '15m', '30m', '1h', '4h', '1d', '1w', '1M'] as const
export type Timeframe = (typeof TIMEFRAMES)[number]
