/** What the page counts by itself. */
export interface Counts {
  /** Messages that came. */
  ticks: number
  /** Changes of the store, one a flush. */
  flushes: number
  /** Quotes that were another after a flush than before. */
  changes: number
  /** Renders of rows. */
  rowRenders: number
  /** Renders of the table around them. */
  tableRenders: number
}

declare global {
  var renderCounts: Counts | undefined
}

const NO_COUNTS: Counts = { ticks: 0, flushes: 0, changes: 0, rowRenders: 0, tableRenders: 0 }

export function count(name: keyof Counts, by = 1): void {
  const counts = (globalThis.renderCounts ??= { ...NO_COUNTS })
  counts[name] += by
}
