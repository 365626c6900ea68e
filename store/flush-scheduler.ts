import type { Clock, Stop } from '../domain/clock.ts'

/** Says when the next flush is. */
export interface FlushScheduler {
  /** Runs the task once, soon. */
  readonly request: (task: () => void) => Stop
}

export interface FlushSchedulerOptions {
  readonly clock: Clock
  /** The page's own, where there is a page. */
  readonly frames?: AnimationFrames | undefined
  /** Node has no frames: so long between flushes. @default 16 */
  readonly intervalMs?: number
  /** A hidden page gets no frames: it is flushed so long after the first tick. @default 250 */
  readonly hiddenMs?: number
}

export interface AnimationFrames {
  requestAnimationFrame(task: () => void): number
  cancelAnimationFrame(id: number): void
}

/** A flush an animation frame; by timer where no frame comes. */
export function createFlushScheduler(options: FlushSchedulerOptions): FlushScheduler {
  const { clock, frames = pageFrames(), intervalMs = 16, hiddenMs = 250 } = options
  if (frames === undefined) return { request: (task) => clock.after(intervalMs, task) }
  return {
    request(task) {
      const run = (): void => {
        stop()
        task()
      }
      // whichever comes first: the page may be hidden between the request and the frame
      const frame = frames.requestAnimationFrame(run)
      const cancelTimer = clock.after(hiddenMs, run)
      const stop = (): void => {
        frames.cancelAnimationFrame(frame)
        cancelTimer()
      }
      return stop
    },
  }
}

function pageFrames(): AnimationFrames | undefined {
  if (typeof globalThis.requestAnimationFrame !== 'function') return undefined
  return {
    requestAnimationFrame: (task) => globalThis.requestAnimationFrame(task),
    cancelAnimationFrame: (id) => globalThis.cancelAnimationFrame(id),
  }
}
