import type { EpochMs } from './freshness.ts'
import type { MarketHoliday } from './market-status.ts'
import { newYorkDate, newYorkMinutes, newYorkWeekday } from './new-york-time.ts'
import { INDEX_OF_ROOT, parseTicker } from './ticker.ts'
import type { ParsedTicker, Ticker } from './ticker.ts'
import { assertNever } from './assert-never.ts'

/** The part of a US stock trading day. */
export type TradingSession = 'pre' | 'regular' | 'post' | 'closed'

// minutes after midnight in New York
const EARLY_OPEN = 4 * 60
const OPEN = 9 * 60 + 30
const CLOSE = 16 * 60
const LATE_CLOSE = 20 * 60
/** On a day that closes early: the usual close, and the end of late trading. */
const SHORT_DAY_CLOSE = 13 * 60
const SHORT_DAY_LATE_CLOSE = 17 * 60
/** How much longer options on indices and some funds trade. */
const LATE_OPTIONS_MINUTES = 15
const FOREX_TURN = 17 * 60
const FRIDAY = 5
const SATURDAY = 6
const SUNDAY = 0

/** Funds whose options trade until 16:15, as Cboe lists them; market convention, the vendor does not tell. */
const LATE_FUNDS: ReadonlySet<string> = new Set(
  (
    'SPY QQQ IWM DIA EEM EFA DBA DBB DBC DBO IWN IWO IWV KBE KRE MDY MOO SLX SVXY UNG UUP UVXY VIXM VIXY VXX VXZ ' +
    'XHB XLB XLC XLE XLF XLI XLK XLP XLRE XLU XLV XLY XME XOP XRT'
  ).split(' '),
)

/** When one day's regular session and late trading end, minutes after midnight; undefined when it has none. */
interface DayHours {
  readonly close: number
  readonly lateClose: number
}

const FULL_DAY: DayHours = { close: CLOSE, lateClose: LATE_CLOSE }

/**
 * Where the US stock market's day stands: early trading from 4:00 in New York, regular from 9:30 to 16:00, late until
 * 20:00. Without `holidays` every weekday counts as a full one.
 */
export function sessionAt(at: EpochMs, holidays: readonly MarketHoliday[] = []): TradingSession {
  const hours = hoursOf(at, holidays)
  const minutes = newYorkMinutes(at)
  if (!hours || minutes < EARLY_OPEN || minutes >= hours.lateClose) return 'closed'
  if (minutes < OPEN) return 'pre'
  return minutes < hours.close ? 'regular' : 'post'
}

/**
 * Whether the ticker's own market is open: stocks from early to late trading, indices and options in the regular
 * session (options on indices and some funds 15 minutes longer), forex from Sunday to Friday 17:00, crypto always.
 * @throws InvalidTickerError
 */
export function isTradingAt(ticker: Ticker, at: EpochMs, holidays: readonly MarketHoliday[] = []): boolean {
  const parsed = parseTicker(ticker)
  switch (parsed.class) {
    case 'stock':
      return sessionAt(at, holidays) !== 'closed'
    case 'index':
      return sessionAt(at, holidays) === 'regular'
    case 'option':
      return isOptionTrading(parsed, at, holidays)
    case 'forex':
    case 'crypto':
      return parsed.class === 'crypto' || isForexOpen(at)
    default:
      return assertNever(parsed)
  }
}

function isOptionTrading(
  option: Extract<ParsedTicker, { class: 'option' }>,
  at: EpochMs,
  holidays: readonly MarketHoliday[],
): boolean {
  const hours = hoursOf(at, holidays)
  if (!hours) return false
  const isLate = INDEX_OF_ROOT.has(option.root) || LATE_FUNDS.has(option.root)
  const minutes = newYorkMinutes(at)
  return minutes >= OPEN && minutes < hours.close + (isLate ? LATE_OPTIONS_MINUTES : 0)
}

function isForexOpen(at: EpochMs): boolean {
  const weekday = newYorkWeekday(at)
  const minutes = newYorkMinutes(at)
  if (weekday === SATURDAY) return false
  if (weekday === SUNDAY) return minutes >= FOREX_TURN
  return weekday !== FRIDAY || minutes < FOREX_TURN
}

function hoursOf(at: EpochMs, holidays: readonly MarketHoliday[]): DayHours | undefined {
  const weekday = newYorkWeekday(at)
  if (weekday === SATURDAY || weekday === SUNDAY) return undefined
  if (holidays.length === 0) return FULL_DAY
  const holiday = holidaysByDate(holidays).get(newYorkDate(at))
  if (!holiday) return FULL_DAY
  if (holiday.status === 'closed') return undefined
  const close = holiday.close === undefined ? SHORT_DAY_CLOSE : newYorkMinutes(holiday.close)
  return { close, lateClose: SHORT_DAY_LATE_CLOSE }
}

// asked for every symbol on the page, of the same list
const indexes = new WeakMap<readonly MarketHoliday[], ReadonlyMap<string, MarketHoliday>>()

/** The days as the stock exchanges keep them; over-the-counter trading has its own. */
function holidaysByDate(holidays: readonly MarketHoliday[]): ReadonlyMap<string, MarketHoliday> {
  const known = indexes.get(holidays)
  if (known) return known
  const index = new Map(holidays.filter(({ exchange }) => exchange !== 'OTC').map((day) => [day.date, day]))
  indexes.set(holidays, index)
  return index
}
