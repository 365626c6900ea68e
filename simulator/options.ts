import * as z from 'zod'
import type { Clock } from '../domain/clock.ts'
import { systemClock } from '../domain/clock.ts'
import { ConfigurationError } from '../domain/errors.ts'

export interface SimulatorOptions {
  /** 0 picks a free one. @default 0 */
  readonly port?: number
  /** @default '127.0.0.1' */
  readonly host?: string
  /** Equal seeds give equal prices and, on a fake clock, equal events. @default 1 */
  readonly seed?: number
  /** The key that clients must send. @default 'simulator' */
  readonly apiKey?: string
  /** Events the market publishes a second, 1 to 50,000. @default 200 */
  readonly ticksPerSecond?: number
  /** @default the machine's clock */
  readonly clock?: Clock
  /** Where the market's time starts, epoch ms; it then runs with the clock. @default the clock's time */
  readonly startAt?: number
  /** `always-open` trades at any hour of any day; `calendar` keeps New York's hours and holidays. @default 'always-open' */
  readonly session?: 'always-open' | 'calendar'
  /** A delayed plan: the market's time is 15 minutes behind, and answers say so. @default false */
  readonly delayed?: boolean
  /** Sockets of one key on one cluster; one more evicts the oldest. @default 1 */
  readonly maxConnections?: number
  /** Unsent bytes after which a slow client is cut. @default 8 MiB */
  readonly maxBufferedBytes?: number
  /** How long a socket may take to authenticate. @default 10_000 */
  readonly authTimeoutMs?: number
  /** Trades remembered of all symbols together. @default 300_000 */
  readonly maxTrades?: number
}

export type ResolvedOptions = Required<SimulatorOptions>

export const MAX_RATE = 50_000

const schema = z.object({
  port: z.int().min(0).max(65_535).default(0),
  host: z.string().min(1).default('127.0.0.1'),
  seed: z.int().default(1),
  apiKey: z.string().min(1).default('simulator'),
  ticksPerSecond: z.number().min(1).max(MAX_RATE).default(200),
  clock: z.custom<Clock>().default(() => systemClock),
  startAt: z.int().min(0).optional(),
  session: z.enum(['always-open', 'calendar']).default('always-open'),
  delayed: z.boolean().default(false),
  maxConnections: z.int().min(1).default(1),
  maxBufferedBytes: z
    .int()
    .min(1)
    .default(8 * 1024 * 1024),
  authTimeoutMs: z.int().min(1).default(10_000),
  maxTrades: z.int().min(0).default(300_000),
})

/**
 * Fills in the defaults.
 * @throws ConfigurationError naming the option and what is allowed
 */
export function resolveOptions(options: SimulatorOptions): ResolvedOptions {
  const parsed = schema.safeParse(options)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new ConfigurationError(issue?.path.join('.') ?? 'options', issue?.message ?? 'invalid')
  }
  return { ...parsed.data, startAt: parsed.data.startAt ?? parsed.data.clock.now() }
}

/** @throws ConfigurationError for a rate outside 1 to 50,000 */
export function checkRate(eventsPerSecond: number): number {
  if (eventsPerSecond >= 1 && eventsPerSecond <= MAX_RATE) return eventsPerSecond
  throw new ConfigurationError('eventsPerSecond', `must be from 1 to ${MAX_RATE}, but was ${eventsPerSecond}`)
}
