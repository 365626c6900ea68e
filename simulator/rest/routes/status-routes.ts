import { newYorkDate, newYorkOffsetMs } from '../../../domain/new-york-time.ts'
import { closeOf, HOUR_MS, holidaysOf } from '../../market/calendar.ts'
import type { ExchangeHoliday } from '../../market/calendar.ts'
import type { Market } from '../../market/market.ts'
import type { SessionPhase } from '../../market/sessions.ts'
import type { Route } from './route.ts'

const WORDS: Readonly<Record<SessionPhase, string>> = {
  early: 'extended-hours',
  regular: 'open',
  late: 'extended-hours',
  closed: 'closed',
}
const INDEX_GROUPS = [
  's_and_p',
  'societe_generale',
  'msci',
  'ftse_russell',
  'mstar',
  'mstarc',
  'cccy',
  'cgi',
  'nasdaq',
  'dow_jones',
]
const EXCHANGES = ['NYSE', 'NASDAQ', 'OTC']
const REGULAR_HOURS_ON_EARLY_CLOSE = 3.5

export const statusRoutes: readonly Route[] = [
  { path: '/v1/marketstatus/now', isBare: true, handle: (_, { market }) => marketStatus(market) },
  { path: '/v1/marketstatus/upcoming', isBare: true, handle: (_, { market }) => upcomingHolidays(market) },
]

function marketStatus(market: Market): object {
  const now = market.now()
  const phase = market.sessions.phaseAt(now)
  const word = WORDS[phase]
  const indices = phase === 'regular' ? 'open' : 'closed'
  return {
    afterHours: phase === 'late',
    currencies: { crypto: 'open', fx: 'open' },
    earlyHours: phase === 'early',
    exchanges: { nasdaq: word, nyse: word, otc: phase === 'regular' ? 'open' : 'closed' },
    indicesGroups: Object.fromEntries(INDEX_GROUPS.map((group) => [group, indices])),
    market: word,
    serverTime: easternTime(now),
  }
}

/** RFC 3339 with New York's offset. */
function easternTime(ms: number): string {
  const offset = newYorkOffsetMs(ms)
  return `${new Date(ms + offset).toISOString().slice(0, 19)}-0${-offset / HOUR_MS}:00`
}

/** One row an exchange and day, from today to the end of next year. */
function upcomingHolidays(market: Market): object {
  const today = newYorkDate(market.now())
  const year = Number(today.slice(0, 4))
  return [...holidaysOf(year), ...holidaysOf(year + 1)]
    .filter((holiday) => holiday.date >= today)
    .flatMap((holiday) =>
      EXCHANGES.filter((exchange) => holiday.status === 'closed' || exchange !== 'OTC').map((exchange) =>
        holidayRow(holiday, exchange),
      ),
    )
}

function holidayRow({ date, name, status }: ExchangeHoliday, exchange: string): object {
  if (status === 'closed') return { date, exchange, name, status }
  const close = closeOf(date)
  const open = close - REGULAR_HOURS_ON_EARLY_CLOSE * HOUR_MS
  return { date, exchange, name, open: new Date(open).toISOString(), close: new Date(close).toISOString(), status }
}
