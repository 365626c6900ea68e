import { parseJson } from './parse-json.ts'
import { CHANNELS } from './wire-protocol.ts'
import type { Channel, ClientMessage, ErrorCode, ReplayPosition } from './wire-protocol.ts'
import type { Ticker } from './ticker.ts'

export interface ClientFrameLimits {
  /** Symbols of one message. @default 5000 */
  readonly maxSymbols?: number | undefined
  /** Characters of one frame. @default 262144 */
  readonly maxLength?: number | undefined
}

/** A client's message, or what the proxy answers to one it cannot use. */
export type ClientMessageResult =
  | { readonly ok: true; readonly message: ClientMessage }
  | { readonly ok: false; readonly code: ErrorCode; readonly problem: string }

const MAX_TOKEN_LENGTH = 8192
const MAX_QUOTED_LENGTH = 40

/**
 * Reads a client's frame, which anybody can have written: one message or an array of them, each when it is asked for.
 * Never throws. Symbols are only known to be strings: whether they are tickers is answered one by one in the ack.
 * Members that the protocol does not know are dropped.
 */
export function decodeClientFrame(text: string, limits: ClientFrameLimits = {}): Iterable<ClientMessageResult> {
  const { maxSymbols = 5000, maxLength = 262_144 } = limits
  if (text.length > maxLength) return [refuse('bad-message', `a frame has at most ${maxLength} characters`)]
  const frame = parseJson(text)
  if (!Array.isArray(frame)) return [readMessage(frame, maxSymbols)]
  if (frame.length === 0) return [refuse('bad-message', 'a frame holds at least one message')]
  return readMessages(frame, maxSymbols)
}

function* readMessages(values: readonly unknown[], maxSymbols: number): Generator<ClientMessageResult, void> {
  for (const value of values) yield readMessage(value, maxSymbols)
}

function readMessage(value: unknown, maxSymbols: number): ClientMessageResult {
  if (!isObject(value)) return refuse('bad-message', 'a message is a JSON object')
  switch (value['action']) {
    case 'subscribe':
    case 'unsubscribe':
      return readSubscription(value['action'], value, maxSymbols)
    case 'updateWatchlist':
      return readRoots(value['roots'], maxSymbols)
    case 'auth':
      return readToken(value['token'])
    case 'configure':
      return readRate(value['maxRateHz'])
    case 'ping':
      return isFinite(value['t']) ? accept({ action: 'ping', t: value['t'] }) : refuse('bad-message', 't is a number')
    default:
      return refuse('unknown-action', `there is no action ${quoted(value['action'])}`)
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function readSubscription(
  action: 'subscribe' | 'unsubscribe',
  value: JsonObject,
  maxSymbols: number,
): ClientMessageResult {
  const { channel = 'Q', symbols, from } = value
  if (!isChannel(channel)) {
    return refuse('bad-message', `channel is one of ${CHANNELS.join(', ')}, not ${quoted(channel)}`)
  }
  if (!isStringList(symbols) || symbols.length === 0) {
    return refuse('bad-message', 'symbols is a list of at least one string')
  }
  if (symbols.length > maxSymbols) return tooMany('symbols', symbols.length, maxSymbols)
  if (action === 'unsubscribe' || from === undefined) return accept({ action, channel, symbols })
  const positions = readPositions(from, symbols)
  if (!positions) return refuse('bad-message', 'from maps symbols to { epoch, offset }')
  return accept({ action, channel, symbols, from: positions })
}

function readRoots(roots: unknown, maxSymbols: number): ClientMessageResult {
  if (!isStringList(roots)) return refuse('bad-message', 'roots is a list of strings')
  if (roots.length > maxSymbols) return tooMany('roots', roots.length, maxSymbols)
  return accept({ action: 'updateWatchlist', roots })
}

function readToken(token: unknown): ClientMessageResult {
  const isToken = typeof token === 'string' && token !== '' && token.length <= MAX_TOKEN_LENGTH
  // the token itself never appears in an answer
  return isToken ? accept({ action: 'auth', token }) : refuse('bad-message', 'token is a non-empty string')
}

function readRate(maxRateHz: unknown): ClientMessageResult {
  return isFinite(maxRateHz) && maxRateHz > 0
    ? accept({ action: 'configure', maxRateHz })
    : refuse('bad-message', `maxRateHz is a number above 0, not ${quoted(maxRateHz)}`)
}

/** Positions of the asked symbols only, in an object without prototype: any name may have been sent. */
function readPositions(
  from: unknown,
  symbols: readonly Ticker[],
): Readonly<Record<Ticker, ReplayPosition>> | undefined {
  if (!isObject(from)) return undefined
  const positions: Record<Ticker, ReplayPosition> = {}
  Object.setPrototypeOf(positions, null)
  for (const symbol of symbols) {
    if (!Object.hasOwn(from, symbol)) continue
    const position = from[symbol]
    if (!isObject(position)) return undefined
    const { epoch, offset } = position
    if (typeof epoch !== 'string' || !isFinite(offset)) return undefined
    positions[symbol] = { epoch, offset }
  }
  return positions
}

function accept(message: ClientMessage): ClientMessageResult {
  return { ok: true, message }
}

function refuse(code: ErrorCode, problem: string): ClientMessageResult {
  return { ok: false, code, problem }
}

function tooMany(what: string, count: number, max: number): ClientMessageResult {
  return refuse('too-many-symbols', `${what} holds ${count}, at most ${max} fit in one message`)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isChannel(value: unknown): value is Channel {
  return (CHANNELS as readonly unknown[]).includes(value)
}

function isStringList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && value - value === 0
}

function quoted(value: unknown): string {
  return (JSON.stringify(value) ?? 'undefined').slice(0, MAX_QUOTED_LENGTH)
}
