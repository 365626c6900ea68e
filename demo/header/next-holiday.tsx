import type { ReactElement } from 'react'
import { selectHolidays } from '../../src/index.ts'
import type { MarketHoliday } from '../../src/index.ts'
import { useMarketData } from '../../src/react/index.ts'
import { useNow } from '../desk/use-now.ts'
import { daysUntil, formatLongDate, marketDateOf } from '../format/time.ts'

const MINUTE_MS = 60_000

/** The next day on which the exchanges stay shut or close early. */
export function NextHoliday(): ReactElement | null {
  const holidays = useMarketData(selectHolidays)
  const now = useNow(MINUTE_MS)
  const next = nextHoliday(holidays, now)
  if (next === undefined) return null
  const days = daysUntil(next.date, now)
  const when = days === 0 ? 'today' : `in ${days} d`
  return (
    <span className="holiday" title={`${next.name}: ${formatLongDate(next.date)}`}>
      <span className="muted">{next.status === 'closed' ? 'Next holiday' : 'Early close'}</span> {next.name},{' '}
      {formatLongDate(next.date)} <span className="muted">{when}</span>
    </span>
  )
}

function nextHoliday(holidays: readonly MarketHoliday[], now: number): MarketHoliday | undefined {
  const today = marketDateOf(now)
  return holidays.find((holiday) => holiday.date >= today)
}
