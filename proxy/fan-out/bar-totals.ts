import type { EpochMs } from '../../domain/freshness.ts'

/** What a bar tells of volumes: its window's, and the day's up to its end. Indices have neither. */
export interface BarTotals {
  readonly start: EpochMs
  readonly end: EpochMs
  readonly volume?: number | undefined
  readonly accumulated?: number | undefined
}

/** Whether `more` is more than `less` by what rounding of fractional shares cannot explain. */
export function isMore(more: number, less: number): boolean {
  return more - less > (Number.isInteger(more) && Number.isInteger(less) ? 0 : 1)
}
