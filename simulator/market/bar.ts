/** A bar while it is being built, and after. */
export interface Bar {
  readonly start: number
  open: number
  high: number
  low: number
  close: number
  volume: number
  /** Sum of price times size. */
  turnover: number
  trades: number
}

export function startBar(start: number, price: number): Bar {
  return { start, open: price, high: price, low: price, close: price, volume: 0, turnover: 0, trades: 0 }
}

export function addTrade(bar: Bar, price: number, size: number): void {
  if (price > bar.high) bar.high = price
  if (price < bar.low) bar.low = price
  bar.close = price
  bar.volume += size
  bar.turnover += price * size
  bar.trades += 1
}

/** Joins bars of consecutive windows into one that starts at `start`. */
export function joinBars(start: number, bars: readonly Bar[]): Bar | undefined {
  const [first] = bars
  if (first === undefined) return undefined
  const joined: Bar = { ...first, start }
  for (const bar of bars.slice(1)) {
    joined.high = Math.max(joined.high, bar.high)
    joined.low = Math.min(joined.low, bar.low)
    joined.close = bar.close
    joined.volume += bar.volume
    joined.turnover += bar.turnover
    joined.trades += bar.trades
  }
  return joined
}

export const vwapOf = (bar: Bar): number => (bar.volume === 0 ? bar.close : bar.turnover / bar.volume)

/** Four decimals: what the vendor's prices and averages carry. */
export const round4 = (value: number): number => Math.round(value * 10_000) / 10_000
export const round2 = (value: number): number => Math.round(value * 100) / 100
