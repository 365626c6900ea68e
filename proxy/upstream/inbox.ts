const SLICE_MS = 8

/** Frames between the socket that read them and the code that parses them. */
export interface Inbox {
  push(frame: Buffer): void
  readonly bytes: number
  stop(): void
}

export interface InboxOptions {
  readonly process: (frame: Buffer) => void
  /** Told when frames had to be thrown away: what they held is lost. */
  readonly onOverflow: () => void
  readonly limitBytes: number
  /** Runs a slice of work later in this or the next turn of the event loop. @default setImmediate */
  readonly defer?: (task: () => void) => void
}

/**
 * The vendor cuts readers that fall behind, so reading comes before everything: frames are taken off the socket at
 * once and worked off in slices of a few milliseconds, between which the socket is read again.
 */
export function createInbox({ process, onOverflow, limitBytes, defer = setImmediate }: InboxOptions): Inbox {
  let frames: Buffer[] = []
  let next = 0
  let bytes = 0
  let isScheduled = false
  let isStopped = false

  function schedule(): void {
    if (isScheduled || isStopped) return
    isScheduled = true
    defer(work)
  }

  function work(): void {
    isScheduled = false
    const until = performance.now() + SLICE_MS
    while (next < frames.length) {
      const frame = frames[next]
      next += 1
      if (frame === undefined) break
      bytes -= frame.length
      process(frame)
      if (performance.now() > until) break
    }
    if (next < frames.length) return schedule()
    frames = []
    next = 0
  }

  return {
    get bytes() {
      return bytes
    },
    push(frame) {
      if (isStopped) return
      if (bytes + frame.length > limitBytes) {
        frames = []
        next = 0
        bytes = 0
        onOverflow()
      }
      frames.push(frame)
      bytes += frame.length
      schedule()
    },
    stop() {
      isStopped = true
      frames = []
      next = 0
      bytes = 0
    },
  }
}
