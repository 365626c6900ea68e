/** Technical indicators over prices in time order. Each answers one value a price, `undefined` until it has enough. */
type Values = (number | undefined)[]

export function simpleMovingAverage(prices: readonly number[], window: number): Values {
  let sum = 0
  return prices.map((price, i) => {
    sum += price - (i >= window ? (prices[i - window] ?? 0) : 0)
    return i >= window - 1 ? sum / window : undefined
  })
}

/** Seeded with the simple average of the first window. */
export function exponentialMovingAverage(prices: readonly number[], window: number): Values {
  const weight = 2 / (window + 1)
  let average: number | undefined
  let sum = 0
  return prices.map((price, i) => {
    if (i < window - 1) {
      sum += price
      return undefined
    }
    average = average === undefined ? (sum + price) / window : average + weight * (price - average)
    return average
  })
}

/** Wilder's relative strength index, 0 to 100. */
export function relativeStrengthIndex(prices: readonly number[], window: number): Values {
  let gain = 0
  let loss = 0
  return prices.map((price, i) => {
    if (i === 0) return undefined
    const move = price - (prices[i - 1] ?? price)
    const smoothing = Math.min(i, window)
    gain += (Math.max(0, move) - gain) / smoothing
    loss += (Math.max(0, -move) - loss) / smoothing
    if (i < window) return undefined
    return loss === 0 ? 100 : 100 - 100 / (1 + gain / loss)
  })
}

export type Macd = Readonly<Record<'value' | 'signal' | 'histogram', number>>

export interface MacdWindows {
  readonly short: number
  readonly long: number
  readonly signal: number
}

export function macd(prices: readonly number[], windows: MacdWindows): (Macd | undefined)[] {
  const short = exponentialMovingAverage(prices, windows.short)
  const long = exponentialMovingAverage(prices, windows.long)
  const lines = prices.map((_, i) => difference(short[i], long[i]))
  const first = lines.findIndex((line) => line !== undefined)
  if (first < 0) return prices.map(() => undefined)
  const known = lines.slice(first).map((line) => line ?? 0)
  const signals = exponentialMovingAverage(known, windows.signal)
  return lines.map((value, i) => {
    const signal = signals[i - first]
    return value === undefined || signal === undefined ? undefined : { value, signal, histogram: value - signal }
  })
}

const difference = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a - b
