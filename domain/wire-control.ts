import { isKeyOf, isNumber, isRecord, isString, listOf, objectOf, oneOf, optional, recordOf } from './guards.ts'
import type { Guard } from './guards.ts'
import { CHANNELS } from './wire-protocol.ts'
import type { ErrorCode, RejectedSymbol, ReplayPosition, ServerMessageData, StatusData } from './wire-protocol.ts'
import { CLUSTERS, ENDPOINTS } from './ticker.ts'

/** A kind of status without the word that names it. */
type Status<TStatus> = Omit<Extract<StatusData, { readonly status: TStatus }>, 'status'>

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

const statusGuards: { readonly [TStatus in StatusData['status']]: Guard<Status<TStatus>> } = {
  connected: objectOf<Status<'connected'>>({ endpoint: oneOf(...ENDPOINTS), protocol: isNumber, epoch: isString }),
  authenticated: objectOf<Status<'authenticated'>>({ expiresAt: isNumber }),
  configured: objectOf<Status<'configured'>>({ maxRateHz: isNumber }),
  watchlist: objectOf<Status<'watchlist'>>({ roots: symbols, symbols }),
  upstream: objectOf<Status<'upstream'>>({
    cluster: oneOf(...CLUSTERS),
    state: oneOf('up', 'down', 'evicted', 'refused'),
    reason: optional(isString),
  }),
  closing: objectOf<Status<'closing'>>({ reconnectInMs: isNumber }),
}

const isStatus: Guard<StatusData> = (value): value is StatusData => {
  if (!isRecord(value)) return false
  const { status } = value
  return isKeyOf(statusGuards, status) && statusGuards[status](value)
}

type ControlData = Omit<ServerMessageData, 'Q' | 'T' | 'A' | 'AM'>

/** What messages that carry no market data are checked by. */
export const controlGuards: { readonly [TType in keyof ControlData]: Guard<ControlData[TType]> } = {
  ack: objectOf<ControlData['ack']>({
    action: oneOf('subscribe', 'unsubscribe'),
    channel,
    accepted: symbols,
    rejected: listOf(objectOf<RejectedSymbol>({ symbol: isString, code, message: isString })),
    recovered: symbols,
    positions: optional(recordOf(objectOf<ReplayPosition>({ epoch: isString, offset: isNumber }))),
  }),
  error: objectOf<ControlData['error']>({
    code,
    message: isString,
    symbols: optional(symbols),
    channel: optional(channel),
  }),
  gap: objectOf<ControlData['gap']>({
    channel: oneOf('T', 'A', 'AM'),
    symbol: isString,
    from: isNumber,
    to: isNumber,
  }),
  status: isStatus,
  pong: objectOf<ControlData['pong']>({ t: isNumber, serverTime: isNumber }),
}
