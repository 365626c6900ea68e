/** A straight line through points by least squares, and how sure its slope is. */
export interface LinearFit {
  readonly slope: number
  /** The slope lies within so much of it, at a confidence of 95 %. */
  readonly slopeWithin: number
}

export type Point = readonly [x: number, y: number]

// Student's t, two-sided 95 %, by degrees of freedom; beyond the table the next lower one holds
const T_95: readonly Point[] = [
  [1, 12.71],
  [2, 4.3],
  [3, 3.18],
  [4, 2.78],
  [6, 2.45],
  [8, 2.31],
  [10, 2.23],
  [15, 2.13],
  [20, 2.09],
  [30, 2.04],
  [60, 2],
]

export function linearFit(points: readonly Point[]): LinearFit {
  const freedom = points.length - 2
  const meanX = mean(points.map(([x]) => x))
  const meanY = mean(points.map(([, y]) => y))
  const spread = sum(points.map(([x]) => (x - meanX) ** 2))
  const slope = sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / spread
  const residue = sum(points.map(([x, y]) => (y - meanY - slope * (x - meanX)) ** 2))
  const t = T_95.findLast(([least]) => least <= freedom)?.[1] ?? Infinity
  return { slope, slopeWithin: t * Math.sqrt(residue / freedom / spread) }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
