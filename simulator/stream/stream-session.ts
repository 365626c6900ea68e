import type { WebSocket } from 'ws'
import * as z from 'zod'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { Cluster } from '../../domain/ticker.ts'
import type { FrameSender } from './frame-sender.ts'
import { parsePair } from './pairs.ts'
import type { Pair } from './pairs.ts'
import { STATUS, subscribed, unsubscribed } from './status-messages.ts'

/** What a connection asks of its server. */
export interface SessionHost {
  isValidKey(key: string): boolean
  isInPlan(cluster: Cluster): boolean
  authenticated(session: StreamSession, key: string): void
  /** False for what this cluster does not know. */
  add(session: StreamSession, pair: Pair): boolean
  remove(session: StreamSession, pair: Pair): void
  ignoresSubscribe(): boolean
}

const MAX_OPTION_QUOTES = 1_000
const POLICY_VIOLATION = 1008
const clientMessage = z.object({ action: z.enum(['auth', 'subscribe', 'unsubscribe']), params: z.string() })

/** One client of one cluster: handshake, subscriptions, farewell. */
export class StreamSession {
  readonly cluster: Cluster
  readonly sender: FrameSender
  readonly pairs = new Map<string, Pair>()
  key: string | undefined
  readonly #socket: WebSocket
  readonly #host: SessionHost
  readonly #stopAuthTimer: Stop
  #optionQuotes = 0

  constructor(options: {
    readonly cluster: Cluster
    readonly socket: WebSocket
    readonly sender: FrameSender
    readonly host: SessionHost
    readonly clock: Clock
    readonly authTimeoutMs: number
  }) {
    this.cluster = options.cluster
    this.sender = options.sender
    this.#socket = options.socket
    this.#host = options.host
    this.#stopAuthTimer = options.clock.after(options.authTimeoutMs, () => this.bye(STATUS.authTimeout))
    this.#socket.on('message', (data, isBinary) => {
      if (!isBinary && Buffer.isBuffer(data)) this.#receive(data.toString('utf8'))
    })
    this.#socket.on('close', this.#stopAuthTimer)
    this.sender.sendStatus(STATUS.connected)
  }

  get isAuthenticated(): boolean {
    return this.key !== undefined
  }

  /** Says why, then closes. */
  bye(status: string): void {
    this.sender.sendStatus(status)
    this.#socket.close(POLICY_VIOLATION)
  }

  /** The connection breaks without a word. */
  drop(): void {
    this.#stopAuthTimer()
    this.#socket.terminate()
  }

  /** From now on nothing is read or sent, pings included; the TCP connection stays. */
  freeze(): void {
    this.sender.die()
    this.#socket.pause()
  }

  thaw(): void {
    this.sender.revive()
    this.#socket.resume()
  }

  #receive(text: string): void {
    const message = parseMessage(text)
    if (message === undefined) return this.sender.sendStatus(STATUS.badMessage)
    if (message.action === 'auth') return this.#authenticate(message.params)
    if (!this.isAuthenticated) return this.sender.sendStatus(STATUS.notAuthorized)
    if (message.action === 'subscribe') return this.#subscribe(message.params)
    return this.#unsubscribe(message.params)
  }

  #authenticate(key: string): void {
    this.#stopAuthTimer()
    if (!this.#host.isValidKey(key)) return this.bye(STATUS.authFailed)
    if (!this.#host.isInPlan(this.cluster)) return this.bye(STATUS.notInPlan)
    this.key = key
    this.sender.sendStatus(STATUS.authSuccess)
    this.#host.authenticated(this, key)
  }

  #subscribe(params: string): void {
    if (this.#host.ignoresSubscribe()) return
    const answers: string[] = []
    for (const text of params.split(',')) {
      const answer = this.#subscribePair(text)
      if (answer !== undefined && answers.at(-1) !== answer) answers.push(answer)
    }
    if (answers.length > 0) this.sender.sendStatus(...answers)
  }

  #subscribePair(text: string): string | undefined {
    const pair = parsePair(text, this.cluster)
    if (pair === undefined || this.pairs.has(pair.text)) return undefined
    const isOptionQuote = this.cluster === 'options' && pair.channel === 'Q'
    if (isOptionQuote && pair.symbol === '*') return undefined
    if (isOptionQuote && this.#optionQuotes >= MAX_OPTION_QUOTES) return STATUS.tooManyContracts
    // as measured: acknowledged, and never a word of it
    const isPartial = /.\*$/.test(pair.symbol)
    if (!isPartial && !this.#host.add(this, pair)) return undefined
    if (isOptionQuote) this.#optionQuotes++
    this.pairs.set(pair.text, pair)
    return subscribed(pair.text)
  }

  #unsubscribe(params: string): void {
    const answers: string[] = []
    for (const text of params.split(',')) {
      const pair = this.pairs.get(text)
      if (pair === undefined) continue
      this.pairs.delete(text)
      this.#host.remove(this, pair)
      if (this.cluster === 'options' && pair.channel === 'Q') this.#optionQuotes--
      answers.push(unsubscribed(text))
    }
    if (answers.length > 0) this.sender.sendStatus(...answers)
  }
}

function parseMessage(text: string): z.infer<typeof clientMessage> | undefined {
  try {
    return clientMessage.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
