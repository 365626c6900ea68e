import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { QuoteSlot } from './last-values.ts'
import type { Outbox } from './outbox.ts'

/** Writing to many clients must not keep the vendor's socket from being read. */
const SLICE_MS = 10
const CHECK_EVERY = 32

export interface BeatOptions {
  readonly clock: Clock
  /** Changes are gathered for so long before they are handed to the clients, ms. */
  readonly beatMs: number
}

/** The rhythm of the fan-out: marks are gathered, then every client with something due gets one frame. */
export interface Beat {
  /** A symbol's picture changed. */
  mark(slot: QuoteSlot): void
  /** A client has something to send. */
  list(outbox: Outbox): void
  stop(): void
}

export function createBeat({ clock, beatMs }: BeatOptions): Beat {
  let dirty: QuoteSlot[] = []
  let listed: Outbox[] = []
  let stopTimer: Stop | undefined
  let isStopped = false

  function arm(delayMs: number): void {
    if (!isStopped) stopTimer ??= clock.after(delayMs, run)
  }

  function list(outbox: Outbox): void {
    if (outbox.isListed) return
    outbox.isListed = true
    listed.push(outbox)
    arm(beatMs)
  }

  function run(): void {
    stopTimer = undefined
    spread()
    const isCut = flush()
    if (listed.length > 0) arm(isCut ? 0 : beatMs)
  }

  // once a beat and symbol, however often the symbol moved
  function spread(): void {
    const slots = dirty
    dirty = []
    for (const slot of slots) {
      slot.isDirty = false
      for (const hold of slot.holds) hold.outbox.quote(hold)
    }
  }

  /** Returns whether the time ran out before everyone had a turn. */
  function flush(): boolean {
    const turn = listed
    listed = []
    const now = clock.now()
    const until = performance.now() + SLICE_MS
    for (const [index, outbox] of turn.entries()) {
      if (index % CHECK_EVERY === 0 && index > 0 && performance.now() > until) {
        // those who waited go first next time
        listed = turn.slice(index).concat(listed)
        return true
      }
      if (isDone(outbox, now)) outbox.isListed = false
      else listed.push(outbox)
    }
    return false
  }

  return {
    list,
    mark(slot) {
      if (slot.isDirty) return
      slot.isDirty = true
      dirty.push(slot)
      arm(beatMs)
    },
    stop() {
      isStopped = true
      stopTimer?.()
      dirty = []
      listed = []
    },
  }
}

/** Nothing is left to write. One client's failure must not keep the others from their turn. */
function isDone(outbox: Outbox, now: EpochMs): boolean {
  if (outbox.isClosed) return true
  try {
    return outbox.flush(now)
  } catch (error) {
    outbox.failed(error)
    return true
  }
}
