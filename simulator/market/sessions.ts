import { addDays, epochDayOf } from '../../domain/calendar-date.ts'
import { fromNewYorkWall, newYorkDate } from '../../domain/new-york-time.ts'
import { closeOf, DAY_MS, HOUR_MS, isTradingDay } from './calendar.ts'

/** `always-open` trades around the clock, every day; `calendar` keeps New York's hours and holidays. */
export type SessionMode = 'always-open' | 'calendar'

export type AssetClass = 'stock' | 'option' | 'index'

/** A span of trading, epoch ms; `end` is the first millisecond after it. */
export interface Session {
  /** The trading date, `YYYY-MM-DD`. */
  readonly date: string
  readonly start: number
  readonly end: number
}

export type SessionPhase = 'early' | 'regular' | 'late' | 'closed'

/** When things trade. */
export interface Sessions {
  readonly mode: SessionMode
  phaseAt(ms: number): SessionPhase
  /** Early and late trading included, for stocks. */
  isOpen(assetClass: AssetClass, ms: number): boolean
  /** The last moment at which this class traded, at or before `ms`: when closed prices stand still there. */
  lastOpen(assetClass: AssetClass, ms: number): number
  /** The first moment at or after `ms` at which this class trades. */
  nextOpen(assetClass: AssetClass, ms: number): number
  /** The regular session of a date; nothing on a day without one. */
  regular(date: string): Session | undefined
  /** All hours of trading of a date. */
  trading(assetClass: AssetClass, date: string): Session | undefined
  /** The trading date that `ms` belongs to: today, or the last one before the session's start. */
  dateAt(ms: number): string
  previousDate(date: string): string
}

const EARLY_HOUR = 4
const OPEN_HOUR = 9.5
const LATE_END_HOUR = 20

export function createSessions(mode: SessionMode): Sessions {
  return mode === 'always-open' ? alwaysOpen() : exchangeHours()
}

const wall = (date: string, hour: number): number => fromNewYorkWall(epochDayOf(date) * DAY_MS + hour * HOUR_MS)

function alwaysOpen(): Sessions {
  const known = new Map<string, Session>()
  const day = (date: string): Session => {
    const session = known.get(date) ?? { date, start: wall(date, 0), end: wall(addDays(date, 1), 0) }
    known.set(date, session)
    return session
  }
  return {
    mode: 'always-open',
    phaseAt: () => 'regular',
    isOpen: () => true,
    lastOpen: (_, ms) => ms,
    nextOpen: (_, ms) => ms,
    regular: day,
    trading: (_, date) => day(date),
    dateAt: newYorkDate,
    previousDate: (date) => addDays(date, -1),
  }
}

function exchangeHours(): Sessions {
  const known = new Map<string, Session | undefined>()
  const regular = (date: string): Session | undefined => {
    if (known.has(date)) return known.get(date)
    const session = isTradingDay(date) ? { date, start: wall(date, OPEN_HOUR), end: closeOf(date) } : undefined
    known.set(date, session)
    return session
  }
  const trading = (assetClass: AssetClass, date: string): Session | undefined => {
    const session = regular(date)
    if (session === undefined || assetClass !== 'stock') return session
    return { date, start: wall(date, EARLY_HOUR), end: session.end + (LATE_END_HOUR - 16) * HOUR_MS }
  }
  const previousDate = (date: string): string => {
    let day = addDays(date, -1)
    while (!isTradingDay(day)) day = addDays(day, -1)
    return day
  }
  const lastOpen = (assetClass: AssetClass, ms: number): number => {
    const date = newYorkDate(ms)
    const today = trading(assetClass, date)
    if (today !== undefined && ms >= today.start) return Math.min(ms, today.end - 1)
    return (trading(assetClass, previousDate(date))?.end ?? ms + 1) - 1
  }
  const nextOpen = (assetClass: AssetClass, ms: number): number => {
    for (let date = newYorkDate(ms); ; date = addDays(date, 1)) {
      const session = trading(assetClass, date)
      if (session !== undefined && ms < session.end) return Math.max(ms, session.start)
    }
  }
  return {
    mode: 'calendar',
    phaseAt: (ms) => phaseAt(ms, regular(newYorkDate(ms)), trading('stock', newYorkDate(ms))),
    isOpen: (assetClass, ms) => contains(trading(assetClass, newYorkDate(ms)), ms),
    lastOpen,
    nextOpen,
    regular,
    trading,
    dateAt(ms) {
      const date = newYorkDate(ms)
      const today = trading('stock', date)
      return today !== undefined && ms >= today.start ? date : previousDate(date)
    },
    previousDate,
  }
}

const contains = (session: Session | undefined, ms: number): boolean =>
  session !== undefined && ms >= session.start && ms < session.end

function phaseAt(ms: number, regular: Session | undefined, whole: Session | undefined): SessionPhase {
  if (regular === undefined || !contains(whole, ms)) return 'closed'
  if (ms < regular.start) return 'early'
  return ms < regular.end ? 'regular' : 'late'
}
