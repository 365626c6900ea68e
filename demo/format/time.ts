import { dateFormat, numberFormat } from './formatters.ts'
import { UNKNOWN } from './number.ts'

const ZONE = 'America/New_York'

const clockTime = dateFormat({
  timeZone: ZONE,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const clockMinute = dateFormat({ timeZone: ZONE, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const zoneName = dateFormat({ timeZone: ZONE, day: 'numeric', timeZoneName: 'short' }, 'en-US')
const weekdayAndDay = dateFormat({ timeZone: ZONE, weekday: 'short', day: 'numeric', month: 'short' })
const dayAndMonth = dateFormat({ timeZone: ZONE, day: 'numeric', month: 'short' })
const year = dateFormat({ timeZone: ZONE, year: 'numeric' })
// a trading date has no time of day: noon UTC is that date everywhere in the Americas
const shortDate = dateFormat({ timeZone: 'UTC', day: 'numeric', month: 'short' })
const longDate = dateFormat({ timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' })
const marketDate = dateFormat({ timeZone: ZONE }, 'en-CA')

const secondsWithTenths = numberFormat({ minimumFractionDigits: 1, maximumFractionDigits: 1 })

const DAY_MS = 86_400_000

/** `14:03:11` on the market's clock. */
export const formatMarketTime = (at: number): string => clockTime(at)

/** `14:03` on the market's clock. */
export const formatMarketMinute = (at: number): string => clockMinute(at)

/** `EST` or `EDT`, whichever holds at that moment. */
export const formatZone = (at: number): string => zoneName(at).split(' ').at(-1) ?? 'ET'

/** `Fri 20 Nov` on the market's calendar. */
export const formatMarketDay = (at: number): string => weekdayAndDay(at)

/** `20 Nov` on the market's calendar. */
export const formatMarketDate = (at: number): string => dayAndMonth(at)

/** `2026` on the market's calendar. */
export const formatMarketYear = (at: number): string => year(at)

/** A trading date (`YYYY-MM-DD`) as `18 Dec`. */
export const formatDate = (date: string): string => shortDate(noonOf(date))

/** A trading date (`YYYY-MM-DD`) as `Fri 18 Dec`. */
export const formatLongDate = (date: string): string => longDate(noonOf(date))

/** The market's calendar date at that moment, `YYYY-MM-DD`. */
export const marketDateOf = (at: number): string => marketDate(at)

/** Calendar days from `at` to the trading date; 0 on the day itself. */
export function daysUntil(date: string, at: number): number {
  return Math.round((noonOf(date) - noonOf(marketDateOf(at))) / DAY_MS)
}

/** `3 s`, `4 min`, `2 h`, `3 d`: the largest unit that says enough. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** `640 ms`, `1.2 s`, `34 s`: how long something took; a dash where it is not known. */
export function formatElapsed(ms: number | undefined): string {
  if (ms === undefined) return UNKNOWN
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 10_000 ? `${secondsWithTenths(ms / 1000)} s` : formatDuration(ms)
}

function noonOf(date: string): number {
  return Date.parse(`${date}T12:00:00Z`)
}
