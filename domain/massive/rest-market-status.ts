import * as z from 'zod/mini'
import type { EpochMs } from '../freshness.ts'
import type { MarketHoliday, MarketSession, MarketStatus } from '../market-status.ts'
import { clockTime, date, flag, maybe, text } from './rest-fields.ts'

const words = maybe(z.record(z.string(), text))

/** `GET /v1/marketstatus/now`: a bare object, all of it optional. */
export const marketStatusSchema = z.object({
  market: text,
  serverTime: maybe(clockTime),
  afterHours: flag,
  earlyHours: flag,
  exchanges: words,
  indicesGroups: words,
})

/** A row of `GET /v1/marketstatus/upcoming`, which is a bare array: one row for each exchange and day. */
export const holidaySchema = z.object({
  date,
  exchange: z.string(),
  name: z.string(),
  status: z.enum(['closed', 'early-close']),
  open: maybe(clockTime),
  close: maybe(clockTime),
})

/** The status; `now` stands in where the vendor does not tell its time. */
export function toMarketStatus(row: z.output<typeof marketStatusSchema>, now: EpochMs): MarketStatus {
  const { afterHours = false, earlyHours = false } = row
  const exchanges = sessionsOf(row.exchanges)
  return {
    market: sessionOf(row.market) ?? impliedSession(afterHours || earlyHours, exchanges),
    serverTime: row.serverTime ?? now,
    afterHours,
    earlyHours,
    exchanges,
    indices: sessionsOf(row.indicesGroups),
  }
}

export function toHoliday(row: z.output<typeof holidaySchema>): MarketHoliday {
  const { date, exchange, name, status, open, close } = row
  return status === 'closed' ? { date, exchange, name, status } : { date, exchange, name, status, open, close }
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
