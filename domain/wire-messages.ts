import { controlGuards } from './wire-control.ts'
import { isKeyOf, isRecord } from './guards.ts'
import type { Guard } from './guards.ts'
import { parseJson } from './parse-json.ts'
import { isWireAggregate, isWireTrade } from './wire-guards.ts'
import { QUOTE_MESSAGE_PREFIX } from './wire-protocol.ts'
import { isWireQuote } from './wire-quote.ts'
export { decodeClientFrame } from './wire-client-messages.ts'
import type { ClientMessage, ServerMessage, ServerMessageData, ServerMessageType, WireQuote } from './wire-protocol.ts'

/** What one frame of the proxy holds; `malformed` counts the messages that are not of the protocol. */
export interface ServerFrame {
  readonly messages: readonly ServerMessage[]
  readonly malformed: number
}

/** One message of the proxy; `undefined` when it is not of the protocol. Never throws. */
export function decodeServerMessage(text: string): ServerMessage | undefined {
  return readServerMessage(parseJson(text))
}

/** A whole frame of the proxy, which is one message or an array of them. Never throws. */
export function decodeServerFrame(text: string): ServerFrame {
  const value = parseJson(text)
  const items: readonly unknown[] = Array.isArray(value) ? value : [value]
  const messages = items.map(readServerMessage).filter((message) => message !== undefined)
  return { messages, malformed: items.length - messages.length }
}

const dataGuards: { readonly [TType in ServerMessageType]: Guard<ServerMessageData[TType]> } = {
  Q: isWireQuote,
  T: isWireTrade,
  A: isWireAggregate,
  AM: isWireAggregate,
  ...controlGuards,
}

/** The same for a value already parsed from JSON. */
export function readServerMessage(value: unknown): ServerMessage | undefined {
  if (!isRecord(value)) return undefined
  const { type, data } = value
  if (!isKeyOf(dataGuards, type) || !dataGuards[type](data)) return undefined
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- types do not tie data to the guard its type chose
  return { type, data } as ServerMessage
}

/** Hot path: one quote message, its members in the order that `QUOTE_MESSAGE_PREFIX` promises. */
export function encodeQuoteMessage(quote: WireQuote): string {
  // the engine's own writer is as fast as joining strings by hand, and escapes
  return `${QUOTE_MESSAGE_PREFIX}${JSON.stringify(inOrder(quote)).slice('{"symbol":"'.length)}}`
}

/** Any message of the proxy as text. */
export function encodeServerMessage(message: ServerMessage): string {
  if (message.type === 'Q') return encodeQuoteMessage(message.data)
  return JSON.stringify({ type: message.type, data: message.data })
}

/** Any message of the client as text. */
export function encodeClientMessage(message: ClientMessage): string {
  return JSON.stringify(message)
}

function inOrder(quote: WireQuote): WireQuote {
  return {
    symbol: quote.symbol,
    bid: quote.bid,
    ask: quote.ask,
    bidSize: quote.bidSize,
    askSize: quote.askSize,
    midpoint: quote.midpoint,
    last: quote.last,
    lastSize: quote.lastSize,
    value: quote.value,
    open: quote.open,
    high: quote.high,
    low: quote.low,
    close: quote.close,
    previousClose: quote.previousClose,
    change: quote.change,
    changePercent: quote.changePercent,
    volume: quote.volume,
    timestamp: quote.timestamp,
    source: quote.source,
    timeframe: quote.timeframe,
  }
}
