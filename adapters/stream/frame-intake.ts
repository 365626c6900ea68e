import { decodeServerMessage } from '../../domain/wire-messages.ts'
import { scanFrame } from './frame-scanner.ts'
import { takeLossless } from './lossless.ts'
import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { LosslessChannel, ServerMessage } from '../../domain/wire-protocol.ts'
import type { FrameReader } from './frame-scanner.ts'
import type { StreamListener } from './stream-listener.ts'
import type { Subscriptions } from './subscriptions.ts'

type MessageOf<TType extends ServerMessage['type']> = Extract<ServerMessage, { readonly type: TType }>
export type ControlMessage = MessageOf<'status' | 'error' | 'pong'>

export interface FrameIntakeOptions {
  readonly endpoint: Endpoint
  readonly clock: Clock
  /** The server's time, by which an interval that was missed ends. */
  readonly serverNow: () => EpochMs
  readonly subscriptions: Subscriptions
  readonly listener: StreamListener
  /** Contracts streamed for the watchlist's roots, beside what is held. */
  readonly isListed: (symbol: Ticker) => boolean
  readonly onControl: (message: ControlMessage) => void
  /** The first of a run of messages that are not of the protocol. */
  readonly onMalformed: () => void
  /** So many came in a row that the connection is not worth keeping. */
  readonly onMalformedRun: (count: number) => void
  /** @default 5 */
  readonly maxMalformedRun?: number | undefined
}

/** Takes frames apart and hands what is held to the listener. Nothing it is given can make it throw. */
export class FrameIntake {
  messages = 0
  malformed = 0
  lastFrameAt: EpochMs | undefined
  readonly #options: FrameIntakeOptions
  readonly #reader: FrameReader
  #malformedRun = 0
  #frameAt = 0

  constructor(options: FrameIntakeOptions) {
    this.#options = options
    this.#reader = {
      quote: (symbol, text, from, to) => this.#onQuote(symbol, text, from, to),
      other: (text) => this.#onOther(text),
      malformed: () => this.#onMalformed(),
    }
  }

  /** A text frame; `undefined` stands for one that is not text. */
  take(frame: string | undefined): void {
    this.#frameAt = this.#options.clock.now()
    this.lastFrameAt = this.#frameAt
    if (frame === undefined) this.#onMalformed()
    else scanFrame(frame, this.#reader)
  }

  /** A new connection starts with a clean slate. */
  reset(): void {
    this.#malformedRun = 0
  }

  #onQuote(symbol: Ticker, text: string, from: number, to: number): void {
    this.#countGood()
    const { subscriptions, listener, isListed } = this.#options
    const subscription = subscriptions.quotes.get(symbol)
    if (subscription === undefined) {
      if (isListed(symbol)) listener.quote(symbol, text, from, to)
      return
    }
    subscription.heardAt = this.#frameAt
    // the same string object each time: its hash is known wherever it is looked up next, and the frame can go
    listener.quote(subscription.symbol, text, from, to)
  }

  #onOther(text: string): void {
    const message = decodeServerMessage(text)
    if (message === undefined) return this.#onMalformed()
    // a quote whose members come in another order is still a quote
    if (message.type === 'Q') return this.#onQuote(message.data.symbol, text, 0, text.length)
    this.#countGood()
    this.#pass(message)
  }

  #pass(message: Exclude<ServerMessage, { readonly type: 'Q' }>): void {
    switch (message.type) {
      case 'T':
      case 'A':
      case 'AM':
        return this.#onLossless(message)
      case 'ack':
        return this.#onAck(message)
      case 'gap':
        return this.#onGap(message)
      default:
        this.#options.onControl(message)
    }
  }

  #onLossless(message: MessageOf<LosslessChannel>): void {
    const { listener, subscriptions } = this.#options
    const { symbol } = message.data
    const subscription = subscriptions.find(message.type, symbol)
    if (subscription === undefined) return
    const taken = takeLossless(subscription, message.data, this.#frameAt)
    if (taken === 'duplicate') return
    if (taken !== 'next') listener.missed({ channel: message.type, symbol, ...taken })
    if (message.type === 'T') listener.trade(message.data)
    else listener.bar(message.type, message.data)
  }

  #onAck({ data }: MessageOf<'ack'>): void {
    const { listener, endpoint, subscriptions, serverNow } = this.#options
    for (const missed of subscriptions.acknowledged(data)) listener.missed({ ...missed, to: serverNow() })
    if (data.action === 'subscribe' && data.accepted.length > 0) listener.acknowledged(endpoint)
  }

  #onGap({ data }: MessageOf<'gap'>): void {
    const subscription = this.#options.subscriptions.find(data.channel, data.symbol)
    if (subscription === undefined) return
    // the numbering jumps over the gap: the next number does not tell of another one
    subscription.position = undefined
    // what was seen last may bound the gap better than the server can; but a gap can also lie before that, when it
    // turned out late, or when a bar may have been changed
    const from = Math.min(data.from, subscription.coveredTo ?? data.from)
    this.#options.listener.missed({ ...data, from })
  }

  #countGood(): void {
    this.messages += 1
    this.#malformedRun = 0
  }

  #onMalformed(): void {
    const { maxMalformedRun = 5, onMalformed, onMalformedRun } = this.#options
    this.malformed += 1
    this.#malformedRun += 1
    if (this.#malformedRun === 1) onMalformed()
    if (this.#malformedRun < maxMalformedRun) return
    this.#malformedRun = 0
    onMalformedRun(maxMalformedRun)
  }
}
