/**
 * A relative strength index of a course of closes, by Wilder's smoothing; `undefined` until the window is full. The
 * vendor computes the same (`getRSI`), but of bars that are over: this one moves with the bar that forms.
 */
export function relativeStrength(closes: readonly number[], window: number): readonly (number | undefined)[] {
  let gain = 0
  let loss = 0
  return closes.map((close, index) => {
    const move = close - (closes[index - 1] ?? close)
    const weight = index <= window ? 1 : (window - 1) / window
    gain = gain * weight + Math.max(move, 0) / window
    loss = loss * weight + Math.max(-move, 0) / window
    if (index < window) return undefined
    return loss === 0 ? (gain === 0 ? 50 : 100) : 100 - 100 / (1 + gain / loss)
  })
}
