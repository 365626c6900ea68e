import * as z from 'zod/mini'
import { CHANNELS } from './wire-protocol.ts'
import type { ServerMessage } from './wire-protocol.ts'
import { CLUSTERS, ENDPOINTS } from './ticker.ts'

// control messages are rare: a schema is short and fast enough

const symbols = z.array(z.string())
const position = z.object({ epoch: z.string(), offset: z.number() })

const code = z.enum([
  'bad-message',
  'unknown-action',
  'invalid-symbol',
  'wrong-endpoint',
  'not-found',
  'not-entitled',
  'too-many-symbols',
  'rate-limited',
  'unauthorized',
  'upstream-unavailable',
])

const ack = z.object({
  action: z.enum(['subscribe', 'unsubscribe']),
  channel: z.enum(CHANNELS),
  accepted: symbols,
  rejected: z.array(z.object({ symbol: z.string(), code, message: z.string() })),
  recovered: symbols,
  positions: z.exactOptional(z.record(z.string(), position)),
})

const gap = z.object({
  channel: z.enum(['T', 'A', 'AM']),
  symbol: z.string(),
  from: z.number(),
  to: z.number(),
})

const status = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('connected'),
    endpoint: z.enum(ENDPOINTS),
    protocol: z.number(),
    epoch: z.string(),
  }),
  z.object({ status: z.literal('authenticated'), expiresAt: z.number() }),
  z.object({ status: z.literal('configured'), maxRateHz: z.number() }),
  z.object({ status: z.literal('watchlist'), roots: symbols, symbols }),
  z.object({
    status: z.literal('upstream'),
    cluster: z.enum(CLUSTERS),
    state: z.enum(['up', 'down', 'evicted', 'refused']),
    reason: z.exactOptional(z.string()),
  }),
  z.object({ status: z.literal('closing'), reconnectInMs: z.number() }),
])

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ack'), data: ack }),
  z.object({
    type: z.literal('error'),
    data: z.object({
      code,
      message: z.string(),
      symbols: z.exactOptional(symbols),
      channel: z.exactOptional(z.enum(CHANNELS)),
    }),
  }),
  z.object({ type: z.literal('gap'), data: gap }),
  z.object({ type: z.literal('status'), data: status }),
  z.object({ type: z.literal('pong'), data: z.object({ t: z.number(), serverTime: z.number() }) }),
])

/** A message of the proxy that carries no market data; `undefined` when it is not of the protocol. */
export function readControlMessage(value: unknown): ServerMessage | undefined {
  return message.safeParse(value).data
}
