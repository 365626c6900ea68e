import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import * as z from 'zod'
import { ConfigurationError } from '../domain/errors.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const seconds = (value: number): number => value * 1_000
const port = z.int({ error: 'must be a whole number from 0 to 65535' }).min(0).max(65_535)
const count = z.int({ error: 'must be a whole number' }).min(1, { error: 'must be 1 or more' })
// timers have 31 bits: one set for longer runs out at once
const MAX_TIMER_MS = 2 ** 31 - 1
const TOO_LONG = 'must be 2147483647 ms (24 days) or less'
const duration = z.number().min(1, { error: 'must be 1 ms or more' }).max(MAX_TIMER_MS, { error: TOO_LONG })
const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
  .refine((text) => !/[?#]/.test(text) && !hasCredentials(text), { error: 'must have no user, query or fragment' })
  .transform((text) => text.replace(/\/+$/, ''))
const wsUrl = z
  .url({ protocol: /^wss?$/, error: 'must be a ws:// or wss:// address' })
  .refine((text) => !/[?#]/.test(text) && !hasCredentials(text), { error: 'must have no user, query or fragment' })
  .transform((text) => text.replace(/\/+$/, ''))
const secret = z.string().min(32, { error: 'must have at least 32 characters (try: openssl rand -base64 48)' })
const origin = z
  .string()
  .refine((text) => text === '*' || isOrigin(text), { error: 'must be origins such as https://desk.example, or *' })

/** Every plain value of the proxy's options, its bounds and its default. Functions are checked by their types. */
export const settingsSchema = z.object({
  apiKey: z
    .string({ error: 'must be your Massive API key (https://massive.com/dashboard/keys)' })
    .trim()
    .min(1, { error: 'must not be empty' })
    .regex(/^[\x21-\x7e]+$/, { error: 'must be printable ASCII without blanks' }),
  restUrl: httpUrl.default('https://api.massive.com'),
  wsUrl: wsUrl.default('wss://socket.massive.com'),
  port: port.default(8080),
  host: z.string({ error: 'must be an address to listen on' }).min(1).default('127.0.0.1'),
  tokenSecret: z
    .union([secret, z.array(secret).min(1)], { error: 'must be one or more secrets of at least 32 characters each' })
    .transform((value) => (typeof value === 'string' ? [value] : value))
    // good for one process: tokens do not outlive a restart
    .default(() => [randomBytes(48).toString('base64')]),
  tokenTtlMs: z
    .number()
    .min(seconds(5), { error: 'must be 5000 ms (5 s) or more' })
    .max(seconds(86_400), { error: 'must be 86400000 ms (a day) or less' })
    .default(seconds(300)),
  allowedOrigins: z
    .array(origin, { error: 'must be a list of origins such as https://desk.example, or *' })
    .default([]),
  staticDir: z
    .string()
    .refine((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true, {
      error: 'must be a folder that exists',
    })
    .optional(),
  faults: httpUrl.optional(),
  metricsPort: port.optional(),
  metricsToken: z.string().min(16, { error: 'must have at least 16 characters' }).optional(),
  trustProxy: z.boolean().default(false),
  logLevel: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  checkKey: z.boolean().default(true),
  requestsPerMinute: count.default(6_000),
  requestTimeoutMs: duration.default(seconds(15)),
  maxRequestWaitMs: duration.default(seconds(10)),
  maxAnswerBytes: count.default(32 * 1024 * 1024),
  tokensPerMinute: count.default(60),
  slowRequestMs: duration.default(seconds(10)),
  restPerMinute: count.default(1_200),
  maxClients: count.default(10_000),
  maxClientsPerAddress: count.default(200),
  maxClientsPerSubject: count.default(50),
  maxSymbols: count.default(5_000),
  maxSymbolsPerMessage: count.default(5_000),
  maxMessageBytes: count.default(256 * 1024),
  messagesPerSecond: count.default(20),
  messageBurst: count.default(200),
  symbolsPerSecond: count.default(1_000),
  symbolBurst: count.default(25_000),
  maxBadMessages: count.default(20),
  authTimeoutMs: duration.default(seconds(5)),
  beatMs: duration.default(10),
  maxRateHz: z
    .number()
    .min(0.1, { error: 'must be from 0.1 to 1000' })
    .max(1_000, { error: 'must be from 0.1 to 1000' })
    .default(20),
  maxLossless: count.default(5_000),
  ringCapacity: count.default(500),
  ringBudget: count.default(400_000),
  maxDistinct: count.default(50_000),
  lingerMs: duration.default(seconds(30)),
  pingIntervalMs: duration.default(seconds(25)),
  pollIntervalMs: duration.default(seconds(3)),
  optionQuoteLimit: z.int().min(0, { error: 'must be 0 or more' }).default(1_000),
  contractsPerRoot: count.default(40),
  watchlistExpirations: count.default(2),
  watchlistBudget: count.default(500),
  muteAfterMs: duration.default(seconds(15)),
  handshakeTimeoutMs: duration.default(seconds(10)),
  upstreamPingIntervalMs: duration.default(seconds(15)),
  ackTimeoutMs: duration.default(seconds(5)),
  batchMs: duration.default(20),
  socketLingerMs: duration.default(seconds(30)),
  evictedRetryMs: duration.default(seconds(60)),
  refusedRetryMs: duration.default(seconds(300)),
  stableAfterMs: duration.default(seconds(30)),
  closeSpreadMs: z
    .number()
    .min(0, { error: 'must be 0 ms or more' })
    .max(MAX_TIMER_MS, { error: TOO_LONG })
    .default(seconds(5)),
  closeGraceMs: duration.default(seconds(2)),
})

/** What {@link resolveSettings} takes. The key must be spoken of, but may turn out to be unset, which is refused. */
export type SettingsInput = Omit<z.input<typeof settingsSchema>, 'apiKey'> & { readonly apiKey: string | undefined }
/** All settings, checked and complete. */
export type Settings = z.output<typeof settingsSchema>

/**
 * Checks every value and fills in what is not given.
 * @throws ConfigurationError naming the first bad option and what is allowed
 */
export function resolveSettings(input: SettingsInput): Settings {
  const result = settingsSchema.safeParse(withoutUndefined(input))
  if (result.success) return result.data
  const [issue] = result.error.issues
  throw new ConfigurationError(String(issue?.path[0] ?? 'options'), issue?.message ?? 'is not valid')
}

// "not given" and undefined are the same here
function withoutUndefined(input: SettingsInput): Partial<SettingsInput> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
}

function hasCredentials(text: string): boolean {
  // what is no address at all is refused for that
  if (!URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username !== '' || password !== ''
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text
}
