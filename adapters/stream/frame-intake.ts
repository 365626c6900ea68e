import { decodeServerMessage } from '../../domain/wire-messages.ts'
import { scanFrame } from './frame-scanner.ts'
import { takeLossless } from './lossless.ts'
import { NO_INLET } from './quote-places.ts'
import type { Clock } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { LosslessChannel, ServerMessage } from '../../domain/wire-protocol.ts'
import type { ReadFrame } from '../../domain/frame-log.ts'
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
  /** Of these, the quotes. */
  quotes = 0
  malformed = 0
  lastFrameAt: EpochMs | undefined
  readonly #options: FrameIntakeOptions
  readonly #reader: FrameReader
  readonly #scan: ReadFrame
  #malformedRun = 0
  #frameAt = 0
  #isWatched = false

  constructor(options: FrameIntakeOptions) {
    this.#options = options
    this.#reader = {
      quote: (from, symbolFrom, symbolTo, to) => this.#onQuote(from, symbolFrom, symbolTo, to),
      other: (from, to) => this.#onOther(from, to),
      malformed: () => this.#onMalformed(),
    }
    this.#scan = (frames, from, to) => scanFrame(frames, from, to, this.#reader)
  }

  /** A text frame; `undefined` stands for one that is not text. */
  take(frame: string | undefined): void {
    this.#frameAt = this.#options.clock.now()
    this.lastFrameAt = this.#frameAt
    if (frame === undefined) this.#onMalformed()
    else this.#read(frame)
  }

  #read(frame: string): void {
    const { listener } = this.#options
    this.#isWatched = listener.isWatching()
    listener.frames.read(frame, this.#scan)
  }

  /** A new connection starts with a clean slate. */
  reset(): void {
    this.#malformedRun = 0
  }

  #onQuote(from: number, symbolFrom: number, symbolTo: number, to: number): void {
    this.#countGood()
    this.quotes += 1
    const { subscriptions, listener } = this.#options
    let inlet = subscriptions.places.hear(listener.frames, symbolFrom, symbolTo, this.#frameAt)
    if (inlet === NO_INLET) inlet = this.#inletOf(listener.frames.text(symbolFrom, symbolTo))
    if (inlet === NO_INLET) return
    if (this.#isWatched) listener.quote(listener.frames.text(symbolFrom, symbolTo), listener.frames.text(from, to))
    // what is behind the symbol's quotation mark is all that is left to read
    listener.put(inlet, symbolTo + 1, to)
  }

  /** Where messages of a symbol go that has no inlet yet, or no place; nowhere if nobody wants them. */
  #inletOf(symbol: Ticker): number {
    const { subscriptions, listener, isListed } = this.#options
    const subscription = subscriptions.quotes.get(symbol)
    if (subscription === undefined) return isListed(symbol) ? listener.inlet(symbol) : NO_INLET
    subscription.heardAt = this.#frameAt
    const inlet = listener.inlet(subscription.symbol)
    subscriptions.places.setInlet(symbol, inlet)
    return inlet
  }

  #onOther(from: number, to: number): void {
    const { listener } = this.#options
    const text = listener.frames.text(from, to)
    const message = decodeServerMessage(text)
    if (message === undefined) return this.#onMalformed()
    if (message.type === 'Q') return this.#onUnusualQuote(message.data.symbol, text, from, to)
    this.#countGood()
    this.#pass(message)
  }

  /** A quote whose members come in another order is still a quote. */
  #onUnusualQuote(symbol: Ticker, text: string, from: number, to: number): void {
    this.#countGood()
    this.quotes += 1
    const inlet = this.#inletOf(symbol)
    if (inlet === NO_INLET) return
    if (this.#isWatched) this.#options.listener.quote(symbol, text)
    this.#options.listener.put(inlet, from, to)
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
    if (data.action === 'subscribe' && data.accepted.length > 0) listener.acknowledged(endpoint, data)
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
