import type { WebSocket } from 'ws'
import type { Clock } from '../../domain/clock.ts'
import type { FaultState } from '../faults/fault-state.ts'
import type { Random } from '../market/random.ts'

export interface FrameSenderOptions {
  readonly socket: WebSocket
  readonly clock: Clock
  readonly random: Random
  readonly faults: FaultState
  /** Above this many unsent bytes the client counts as too slow. */
  readonly maxBufferedBytes: number
  readonly onTooSlow: () => void
}

/** Events are gathered into frames of at most this many characters. */
const MAX_FRAME_LENGTH = 200_000
const SWAP_CHANCE = 0.3
const MALFORMED = [
  '[{"ev":"Q","sym":"SPY","bp":68',
  'not json',
  '{"ev":"Q"}',
  '[null,42]',
  '[{"sym":"SPY"}]',
  '',
] as const

/** Gathers events into frames and sends them, with whatever is wrong at the moment. */
export class FrameSender {
  readonly #options: FrameSenderOptions
  #events: string[] = []
  #length = 0
  #heldBack: string | undefined
  #isDead = false

  constructor(options: FrameSenderOptions) {
    this.#options = options
  }

  /** Half-open: the socket stays, nothing leaves any more. */
  die(): void {
    this.#isDead = true
  }

  revive(): void {
    this.#isDead = false
  }

  /** Control messages go at once and in order. */
  sendStatus(...messages: readonly string[]): void {
    this.flush()
    this.#transmit(`[${messages.join(',')}]`)
  }

  add(event: string): void {
    this.#events.push(event)
    this.#length += event.length + 1
    if (this.#length > MAX_FRAME_LENGTH) this.flush()
  }

  flush(): void {
    if (this.#events.length === 0) return
    const events = this.#events
    this.#events = []
    this.#length = 0
    if (this.#options.faults.reorders) shuffle(events, this.#options.random)
    this.#sendData(`[${events.join(',')}]`)
  }

  #sendData(frame: string): void {
    const { faults, random } = this.#options
    if (faults.malformedLeft > 0) {
      faults.malformedLeft--
      this.#transmit(MALFORMED[random.int(MALFORMED.length)] ?? '')
      if (faults.malformedReplaces) return
    }
    if (faults.reorders && this.#heldBack === undefined && random.chance(SWAP_CHANCE)) {
      this.#heldBack = frame
      return
    }
    this.#transmit(frame)
    if (faults.duplicates) this.#transmit(frame)
    if (this.#heldBack !== undefined) this.#transmit(this.#heldBack)
    this.#heldBack = undefined
  }

  #transmit(frame: string): void {
    const { faults, clock } = this.#options
    if (faults.slowMs > 0) clock.after(faults.slowMs, () => this.#write(frame))
    else this.#write(frame)
  }

  #write(frame: string): void {
    const { socket, maxBufferedBytes, onTooSlow } = this.#options
    if (this.#isDead || socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > maxBufferedBytes) return onTooSlow()
    socket.send(frame)
  }
}

function shuffle(events: string[], random: Random): void {
  for (let i = events.length - 1; i > 0; i--) {
    const j = random.int(i + 1)
    const held = events[i] ?? ''
    events[i] = events[j] ?? ''
    events[j] = held
  }
}
