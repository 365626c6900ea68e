import type { FlushScheduler } from '../../store/flush-scheduler.ts'

/** Flushes when told to instead of by the frame, so that a test knows when the store has changed. */
export interface ManualScheduler extends FlushScheduler {
  /** Runs the flush that waits, if one does. */
  readonly runNow: () => void
}

export function createManualScheduler(): ManualScheduler {
  let waiting: (() => void) | undefined
  return {
    request(task) {
      waiting = task
      return () => {
        if (waiting === task) waiting = undefined
      }
    },
    runNow() {
      const task = waiting
      waiting = undefined
      task?.()
    },
  }
}
