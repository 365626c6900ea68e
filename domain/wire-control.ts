import { anyOf, isNumber, isString, listOf, objectOf, oneOf, optional, recordOf } from './guards.ts'
import { CHANNELS } from './wire-protocol.ts'
import type {
  AckData,
  ErrorCode,
  GapData,
  RejectedSymbol,
  ReplayPosition,
  ServerMessage,
  StatusData,
} from './wire-protocol.ts'
import { CLUSTERS, ENDPOINTS } from './ticker.ts'

type Message<TType> = Extract<ServerMessage, { readonly type: TType }>
type Status<TStatus> = Extract<StatusData, { readonly status: TStatus }>

const symbols = listOf(isString)
const channel = oneOf(...CHANNELS)

const code = oneOf<ErrorCode>(
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
)

const status = anyOf<StatusData>(
  objectOf<Status<'connected'>>({
    status: oneOf('connected'),
    endpoint: oneOf(...ENDPOINTS),
    protocol: isNumber,
    epoch: isString,
  }),
  objectOf<Status<'authenticated'>>({ status: oneOf('authenticated'), expiresAt: isNumber }),
  objectOf<Status<'configured'>>({ status: oneOf('configured'), maxRateHz: isNumber }),
  objectOf<Status<'watchlist'>>({ status: oneOf('watchlist'), roots: symbols, symbols }),
  objectOf<Status<'upstream'>>({
    status: oneOf('upstream'),
    cluster: oneOf(...CLUSTERS),
    state: oneOf('up', 'down', 'evicted', 'refused'),
    reason: optional(isString),
  }),
  objectOf<Status<'closing'>>({ status: oneOf('closing'), reconnectInMs: isNumber }),
)

const isControlMessage = anyOf<ServerMessage>(
  objectOf<Message<'ack'>>({
    type: oneOf('ack'),
    data: objectOf<AckData>({
      action: oneOf('subscribe', 'unsubscribe'),
      channel,
      accepted: symbols,
      rejected: listOf(objectOf<RejectedSymbol>({ symbol: isString, code, message: isString })),
      recovered: symbols,
      positions: optional(recordOf(objectOf<ReplayPosition>({ epoch: isString, offset: isNumber }))),
    }),
  }),
  objectOf<Message<'error'>>({
    type: oneOf('error'),
    data: objectOf<Message<'error'>['data']>({
      code,
      message: isString,
      symbols: optional(symbols),
      channel: optional(channel),
    }),
  }),
  objectOf<Message<'gap'>>({
    type: oneOf('gap'),
    data: objectOf<GapData>({ channel: oneOf('T', 'A', 'AM'), symbol: isString, from: isNumber, to: isNumber }),
  }),
  objectOf<Message<'status'>>({ type: oneOf('status'), data: status }),
  objectOf<Message<'pong'>>({
    type: oneOf('pong'),
    data: objectOf<Message<'pong'>['data']>({ t: isNumber, serverTime: isNumber }),
  }),
)

/** A message of the proxy that carries no market data; `undefined` when it is not of the protocol. */
export function readControlMessage(value: unknown): ServerMessage | undefined {
  return isControlMessage(value) ? value : undefined
}
