/** Where a relative strength index stands after some closes. */
export interface Strength {
  readonly count: number
  readonly close: number
  readonly gain: number
  readonly loss: number
}

export const NO_STRENGTH: Strength = { count: 0, close: 0, gain: 0, loss: 0 }

/** One close more, by Wilder's smoothing. */
export function withClose(strength: Strength, close: number, window: number): Strength {
  const { count, gain, loss } = strength
  const move = count === 0 ? 0 : close - strength.close
  // the first window is a plain mean
  const weight = count <= window ? 1 : (window - 1) / window
  return {
    count: count + 1,
    close,
    gain: gain * weight + Math.max(move, 0) / window,
    loss: loss * weight + Math.max(-move, 0) / window,
  }
}

/** 0 to 100; `undefined` until the window is full. */
export function strengthIndex({ count, gain, loss }: Strength, window: number): number | undefined {
  if (count <= window) return undefined
  if (loss === 0) return gain === 0 ? 50 : 100
  return 100 - 100 / (1 + gain / loss)
}

/**
 * The index of a whole course of closes. The vendor computes the same (`getRSI`), but of bars that are over: this one
 * moves with the bar that forms.
 */
export function relativeStrength(closes: readonly number[], window: number): readonly (number | undefined)[] {
  let strength = NO_STRENGTH
  return closes.map((close) => {
    strength = withClose(strength, close, window)
    return strengthIndex(strength, window)
  })
}
