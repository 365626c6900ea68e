import { readFileSync } from 'node:fs'
import * as z from 'zod'
import { isTimeframe } from '../../domain/timeframe.ts'

/** A call that the page made of its provider, as `record-page-session.ts` wrote it down. */
interface Timed {
  /** Since the page opened. */
  readonly atMs: number
  /** When a hold ended, or a read was given up. */
  readonly endedAtMs?: number | undefined
}

const ticker = z.string()
const time = z.union([z.string(), z.number()])
const timed = { atMs: z.number(), endedAtMs: z.optional(z.number()) }
const symbols = z.tuple([z.array(ticker)])

const callSchema = z.discriminatedUnion('method', [
  z.object({ ...timed, method: z.literal('getMarketStatus'), args: z.tuple([]) }),
  z.object({ ...timed, method: z.literal('getMarketHolidays'), args: z.tuple([z.null()]) }),
  z.object({ ...timed, method: z.literal('getOptionsChain'), args: z.tuple([ticker, z.strictObject({})]) }),
  z.object({
    ...timed,
    method: z.literal('getAggregates'),
    args: z.tuple([ticker, z.string().refine(isTimeframe), time, time]),
  }),
  z.object({
    ...timed,
    method: z.literal('getOptionTrades'),
    args: z.tuple([ticker, z.object({ limit: z.number() })]),
  }),
  z.object({ ...timed, method: z.literal('search'), args: z.tuple([z.string(), z.object({ limit: z.number() })]) }),
  z.object({ ...timed, method: z.literal('subscribeQuotes'), args: symbols }),
  z.object({ ...timed, method: z.literal('subscribeTrades'), args: symbols }),
  z.object({
    ...timed,
    method: z.literal('subscribeAggregates'),
    args: z.tuple([z.array(ticker), z.string().refine(isTimeframe)]),
  }),
])

export type RecordedCall = z.infer<typeof callSchema> & Timed

export interface RecordedSession {
  /** Epoch ms, by the server. */
  readonly startedAt: number
  /** In the order they were made. */
  readonly calls: readonly RecordedCall[]
}

export function readSession(): RecordedSession {
  const text = readFileSync(new URL('page-session.json', import.meta.url), 'utf8')
  return z.object({ startedAt: z.number(), calls: z.array(callSchema) }).parse(JSON.parse(text))
}
