import { withRSIDefaults } from '../domain/indicator.ts'
import type { IndicatorSeries, RSIParams } from '../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../domain/market-status.ts'
import type { Ticker } from '../domain/ticker.ts'
import type { SliceCreator } from './market-data-state.ts'

export interface ReferenceState {
  readonly marketStatus?: MarketStatus | undefined
  /** Ascending by date. Persisted. */
  readonly holidays: readonly MarketHoliday[]
  /** By `indicatorKey`. */
  readonly indicators: Readonly<Record<string, IndicatorSeries>>
}

export interface ReferenceSlice {
  readonly reference: ReferenceState
  readonly setMarketStatus: (status: MarketStatus) => void
  readonly setHolidays: (holidays: readonly MarketHoliday[]) => void
  readonly setIndicator: (series: IndicatorSeries) => void
}

export const createReferenceSlice: SliceCreator<ReferenceSlice> = (set, get) => ({
  reference: { holidays: [], indicators: {} },
  setMarketStatus: (status) =>
    set(
      ({ reference }) => {
        reference.marketStatus = status
      },
      false,
      'reference/status',
    ),
  setHolidays: (holidays) =>
    set(
      ({ reference }) => {
        reference.holidays = holidays.toSorted((left, right) => left.date.localeCompare(right.date))
      },
      false,
      'reference/holidays',
    ),
  setIndicator(series) {
    const { reference } = get()
    const indicators = { ...reference.indicators, [indicatorKey(series.symbol, series.params)]: series }
    set({ reference: { ...reference, indicators } }, false, 'reference/indicator')
  },
})

/** `SPY|day|14|close||`: parameters left out count as their defaults. */
export function indicatorKey(symbol: Ticker, params: RSIParams = {}): string {
  const { timespan, window, seriesType, from = '', to = '', limit = '' } = withRSIDefaults(params)
  return [symbol, timespan, window, seriesType, from, to, limit].join('|')
}
