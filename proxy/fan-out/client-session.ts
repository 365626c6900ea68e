import { assertNever } from '../../domain/assert-never.ts'
import type { Stop } from '../../domain/clock.ts'
import { CLOSE_CODES } from '../../domain/close-codes.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Endpoint } from '../../domain/ticker.ts'
import { decodeClientFrame, encodeServerMessage } from '../../domain/wire-messages.ts'
import { PROTOCOL_VERSION } from '../../domain/wire-protocol.ts'
import type { ClientMessageResult } from '../../domain/wire-client-messages.ts'
import type { ClientMessage, ErrorCode, ServerMessage, StatusData } from '../../domain/wire-protocol.ts'
import { createTokenBucket } from '../token-bucket.ts'
import type { VerifiedToken } from '../tokens.ts'
import { clipReason } from './close-reason.ts'
import { Holdings } from './holdings.ts'
import { costOf, MessageTurns } from './message-turns.ts'
import type { Request } from './message-turns.ts'
import { Outbox } from './outbox.ts'
import type { Rejection } from './outbox.ts'
import type { ClientSessionOptions } from './client-session-options.ts'

// a client that asks and asks but never reads the answers
const MAX_UNREAD_BYTES = 4 * 1024 * 1024

/** One client's socket: who it is, what it asks for, and what it is still owed. */
export class ClientSession {
  readonly endpoint: Endpoint
  readonly id: number
  /** Kept by the sweep: whether anything was heard since the last ping. */
  isAlive = true
  #token: VerifiedToken | undefined
  #badMessages = 0
  #isVerifying = false
  readonly #turns
  #stopAuthTimer: Stop | undefined
  readonly #options: ClientSessionOptions
  readonly #outbox
  readonly #holdings
  readonly #bucket
  readonly #symbolBucket

  constructor(options: ClientSessionOptions) {
    const { ws, hub, endpoint, limits, clock } = options
    this.#options = options
    this.endpoint = endpoint
    this.id = options.id
    this.#symbolBucket = createTokenBucket(limits.symbolsPerSecond, limits.symbolBurst)
    this.#bucket = createTokenBucket(limits.messagesPerSecond, limits.messageBurst)
    this.#turns = new MessageTurns({
      handle: (message) => this.#handle(message),
      run: (task) => this.#guard(task),
    })
    this.#outbox = new Outbox({
      ...limits,
      sink: options.socket,
      counts: options.counts,
      clock,
      intervalMs: 1000 / limits.maxRateHz,
      onPending: (outbox) => hub.list(outbox),
      onFlushed: options.onFlushed,
      onRejected: (rejection) => this.#guard(() => this.#onRejected(rejection)),
      onFailure: (error) => this.#fail(error),
    })
    this.#holdings = new Holdings({ hub, outbox: this.#outbox, endpoint, maxSymbols: limits.maxSymbols })
    ws.on('message', (data, isBinary) => this.#guard(() => this.#onMessage(data, isBinary)))
    ws.on('pong', () => (this.isAlive = true))
    ws.on('error', () => undefined) // a close follows
    ws.on('close', (code) => this.#guard(() => this.#onClosed(code)))
  }

  get subject(): string | undefined {
    return this.#token?.subject
  }

  /** When the token ends; undefined before there is one. */
  get expiresAt(): EpochMs | undefined {
    return this.#token?.expiresAt
  }

  get subscriptions(): number {
    return this.#holdings.size
  }

  /** Whether the client does not read, or more slowly than it is written to. */
  get isBlocked(): boolean {
    return this.#outbox.isBlocked
  }

  /** Greets the client; without a token in the address it has some seconds to send one. */
  begin(token: string | undefined): void {
    const { clock, limits } = this.#options
    if (token !== undefined) return this.#startAuthentication(token)
    this.#stopAuthTimer = clock.after(limits.authTimeoutMs, () => {
      this.close(CLOSE_CODES.unauthorized, `no token within ${limits.authTimeoutMs} ms`)
    })
  }

  send(message: ServerMessage): void {
    const { ws, socket } = this.#options
    if (ws.readyState !== ws.OPEN) return
    if (socket.writableLength > MAX_UNREAD_BYTES) return this.close(CLOSE_CODES.overLimit, 'answers are not read')
    ws.send(encodeServerMessage(message))
  }

  sendStatus(data: StatusData): void {
    if (this.#token !== undefined) this.send({ type: 'status', data })
  }

  ping(): void {
    this.isAlive = false
    if (this.#options.ws.readyState === this.#options.ws.OPEN) this.#options.ws.ping()
  }

  close(code: number, reason: string): void {
    // nothing more of the stream goes out behind the close frame
    this.#outbox.isClosed = true
    this.#turns.stop()
    this.#options.ws.close(code, clipReason(reason))
  }

  expire(): void {
    this.close(CLOSE_CODES.unauthorized, 'the token has expired')
  }

  /** For sockets that do not answer any more. */
  terminate(): void {
    this.#options.ws.terminate()
  }

  /** One client's trouble is its own: neither the process nor anybody else is to end with it. */
  #guard(task: () => void): void {
    try {
      task()
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    this.#options.onFailure(this, error)
    this.close(CLOSE_CODES.internalError, 'the proxy failed; connect again')
  }

  #startAuthentication(text: string): void {
    this.#authenticate(text).catch((error: unknown) => this.#fail(error))
  }

  async #authenticate(text: string): Promise<void> {
    const { tokens, ws, endpoint, hub, upstream } = this.#options
    this.#isVerifying = true
    const token = await tokens.verify(text)
    this.#isVerifying = false
    if (ws.readyState !== ws.OPEN) return
    if (token === undefined) return this.close(CLOSE_CODES.unauthorized, 'the token is not valid or has expired')
    if (token.endpoints !== undefined && !token.endpoints.includes(endpoint)) {
      return this.close(CLOSE_CODES.forbidden, `the token does not permit /ws/${endpoint}`)
    }
    const isFirst = this.#token === undefined
    const refusal = this.#options.onToken(this, token)
    if (refusal !== undefined) return this.close(refusal, 'the token does not permit this now')
    this.#token = token
    this.#outbox.subject = token.subject
    this.#stopAuthTimer?.()
    if (isFirst) {
      this.sendStatus({ status: 'connected', endpoint, protocol: PROTOCOL_VERSION, epoch: hub.epoch })
      for (const status of upstream()) this.sendStatus(status)
    }
    this.sendStatus({ status: 'authenticated', expiresAt: token.expiresAt })
    this.#turns.start()
  }

  #onMessage(data: Buffer | ArrayBuffer | Buffer[], isBinary: boolean): void {
    this.isAlive = true
    if (!this.#isTaken()) return
    if (isBinary || !Buffer.isBuffer(data)) return this.#refuse('bad-message', 'messages are text')
    const { maxSymbolsPerMessage: maxSymbols, maxMessageBytes: maxLength } = this.#options.limits
    let isFirst = true
    for (const result of decodeClientFrame(data.toString('utf8'), { maxSymbols, maxLength })) {
      if (!isFirst && !this.#isTaken()) return
      isFirst = false
      this.#onDecoded(result)
    }
  }

  /** Whether one more message may be read; what comes behind a close frame is not worth an answer. */
  #isTaken(): boolean {
    const { ws, clock } = this.#options
    if (ws.readyState !== ws.OPEN) return false
    if (this.#bucket.take(clock.now())) return true
    this.close(CLOSE_CODES.overLimit, 'too many messages')
    return false
  }

  #onDecoded(result: ClientMessageResult): void {
    if (!result.ok) return this.#refuse(result.code, result.problem)
    this.#options.onMessage(result.message.action)
    this.#take(result.message)
  }

  #take(message: ClientMessage): void {
    if (message.action === 'auth') return this.#startAuthentication(message.token)
    // what is sent right behind the token waits until that is verified
    if (this.#token === undefined && !this.#isVerifying) {
      return this.close(CLOSE_CODES.unauthorized, 'the first message is auth')
    }
    if (this.#canAfford(costOf(message))) this.#turns.take(message)
  }

  #handle(message: Request): void {
    switch (message.action) {
      case 'subscribe':
        return this.send({ type: 'ack', data: this.#holdings.subscribe(message) })
      case 'unsubscribe':
        return this.send({ type: 'ack', data: this.#holdings.unsubscribe(message.channel ?? 'Q', message.symbols) })
      case 'updateWatchlist':
        return this.#watch(message.roots)
      case 'configure':
        return this.#configure(message.maxRateHz)
      case 'ping':
        return this.send({ type: 'pong', data: { t: message.t, serverTime: this.#options.clock.now() } })
      default:
        return assertNever(message)
    }
  }

  /** Messages are cheap, and what is in them is not. Who was refused something would not know what it holds. */
  #canAfford(symbols: number): boolean {
    const { clock, limits } = this.#options
    if (this.#symbolBucket.take(clock.now(), Math.min(symbols, limits.symbolBurst))) return true
    this.close(CLOSE_CODES.overLimit, `more than ${limits.symbolsPerSecond} symbols a second`)
    return false
  }

  #onRejected({ channel, symbol, code, message, isUnknown }: Rejection): void {
    this.#holdings.drop(channel, symbol)
    // the symbol's other channels stand, unless the symbol itself is unknown
    this.send({ type: 'error', data: { code, message, symbols: [symbol], ...(isUnknown ? {} : { channel }) } })
  }

  #configure(wanted: number): void {
    const maxRateHz = Math.min(Math.max(wanted, 0.1), this.#options.limits.maxRateHz)
    this.#outbox.intervalMs = 1000 / maxRateHz
    this.sendStatus({ status: 'configured', maxRateHz })
  }

  #watch(roots: readonly string[]): void {
    const { endpoint, roots: watchlist } = this.#options
    if (endpoint !== 'options') {
      return this.#sendError(
        'wrong-endpoint',
        'contracts are streamed on /ws/options: send updateWatchlist there',
        roots,
      )
    }
    watchlist.watch(this, roots, {
      subject: this.subject ?? '',
      onContracts: (known, contracts) =>
        this.#guard(() => {
          this.#holdings.setRoots(contracts)
          this.sendStatus({ status: 'watchlist', roots: known, symbols: contracts })
        }),
      onRefused: (root, code, message) => this.#sendError(code, message, [root]),
    })
  }

  #refuse(code: ErrorCode, problem: string): void {
    this.#badMessages += 1
    if (this.#badMessages > this.#options.limits.maxBadMessages) return this.close(CLOSE_CODES.badMessage, problem)
    this.#sendError(code, problem)
  }

  #sendError(code: ErrorCode, message: string, symbols?: readonly string[]): void {
    this.send({ type: 'error', data: symbols === undefined ? { code, message } : { code, message, symbols } })
  }

  #onClosed(code: number): void {
    this.#stopAuthTimer?.()
    this.#outbox.isClosed = true
    this.#turns.stop()
    try {
      this.#options.roots.unwatch(this)
      this.#holdings.clear()
    } finally {
      this.#options.onClosed(this, code)
    }
  }
}
