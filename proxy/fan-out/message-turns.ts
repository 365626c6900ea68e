import type { AuthMessage, ClientMessage } from '../../domain/wire-protocol.ts'

/** Symbols that are begun or ended at a time: some milliseconds' worth. */
const PART = 500
/** What following an underlying costs, beside streaming one symbol. */
const SYMBOLS_PER_ROOT = 50

/** What a client asks for once it is known who it is. */
export type Request = Exclude<ClientMessage, AuthMessage>

export interface MessageTurnsOptions {
  readonly handle: (request: Request) => void
  /** Runs what is done in a later turn of the event loop. */
  readonly run: (task: () => void) => void
}

/** One client's messages in their order. A long list is worked off in parts, between which everybody else has a turn. */
export class MessageTurns {
  readonly #options: MessageTurnsOptions
  // bounded by the rates of messages and symbols that are taken at all
  #waiting: Request[] = []
  #isStarted = false
  #isScheduled = false

  constructor(options: MessageTurnsOptions) {
    this.#options = options
  }

  take(request: Request): void {
    this.#waiting.push(...partsOf(request))
    this.#work()
  }

  /** Until now everything waited. */
  start(): void {
    this.#isStarted = true
    this.#work()
  }

  /** Forgets what waits. */
  stop(): void {
    this.#waiting = []
  }

  #work(): void {
    if (!this.#isStarted || this.#isScheduled) return
    const request = this.#waiting.shift()
    if (request === undefined) return
    this.#options.handle(request)
    if (this.#waiting.length === 0) return
    this.#isScheduled = true
    setImmediate(() => {
      this.#isScheduled = false
      this.#options.run(() => this.#work())
    })
  }
}

function partsOf(request: Request): readonly Request[] {
  if (!('symbols' in request) || request.symbols.length <= PART) return [request]
  // one symbol in two parts would be taken as asked for twice
  const symbols = [...new Set(request.symbols)]
  return Array.from({ length: Math.ceil(symbols.length / PART) }, (_, index) => ({
    ...request,
    symbols: symbols.slice(index * PART, (index + 1) * PART),
  }))
}

/** What it takes to do as is asked, in symbols. */
export function costOf(request: Request): number {
  if ('symbols' in request) return request.symbols.length
  return 'roots' in request ? request.roots.length * SYMBOLS_PER_ROOT : 0
}
