import * as z from 'zod/mini'
import type { EpochMs } from '../freshness.ts'
import type { MarketHoliday, MarketSession, MarketStatus } from '../market-status.ts'
import { date, flag, instant, instantOf, maybe, text, word, requiredText } from './rest-fields.ts'

const words = maybe(z.catchall(z.object({}), text))

/** `GET /v1/marketstatus/now`: a bare object, all of it optional. */
export const marketStatusSchema = z.object({
  market: text,
  serverTime: instant,
  afterHours: flag,
  earlyHours: flag,
  exchanges: words,
  indicesGroups: words,
})

/** A row of `GET /v1/marketstatus/upcoming`, which is a bare array: one row for each exchange and day. */
export const holidaySchema = z.object({
  date,
  exchange: requiredText,
  name: requiredText,
  status: word('closed', 'early-close'),
  open: instant,
  close: instant,
})

/** The status; `now` stands in where the vendor does not tell its time. */
export function toMarketStatus(row: z.output<typeof marketStatusSchema>, now: EpochMs): MarketStatus {
  const { afterHours = false, earlyHours = false } = row
  const exchanges = sessionsOf(row.exchanges)
  return {
    market: sessionOf(row.market) ?? impliedSession(afterHours || earlyHours, exchanges),
    serverTime: instantOf(row.serverTime) ?? now,
    afterHours,
    earlyHours,
    exchanges,
    indices: sessionsOf(row.indicesGroups),
  }
}

export function toHoliday(row: z.output<typeof holidaySchema>): MarketHoliday {
  const { date, exchange, name, status, open, close } = row
  if (status === 'closed') return { date, exchange, name, status }
  return { date, exchange, name, status, open: instantOf(open), close: instantOf(close) }
}

function impliedSession(isExtended: boolean, exchanges: Readonly<Record<string, MarketSession>>): MarketSession {
  if (isExtended) return 'extended-hours'
  return Object.values(exchanges).includes('open') ? 'open' : 'closed'
}

function sessionOf(word: string | undefined): MarketSession | undefined {
  return word === 'open' || word === 'closed' || word === 'extended-hours' ? word : undefined
}

// a word the vendor may add one day is left out rather than guessed at
function sessionsOf(words: Readonly<Record<string, string | undefined>> = {}): Readonly<Record<string, MarketSession>> {
  const sessions: Record<string, MarketSession> = {}
  for (const [name, word] of Object.entries(words)) {
    const session = sessionOf(word)
    if (session) sessions[name] = session
  }
  return sessions
}
