/** Stops what was started; calling it again does nothing. */
export type Stop = () => void

/** Everything the code knows about time; tests move a fake one by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Runs `task` once, `delayMs` from now. */
  after(delayMs: number, task: () => void): Stop
  /** Runs `task` every `intervalMs` until stopped. */
  every(intervalMs: number, task: () => void): Stop
  /** Lets what waits for the thread go first, such as input and paint; long work calls it between its parts. */
  breathe?(): Promise<void>
}

/** What some browsers have of the Prioritized Task Scheduling API (https://wicg.github.io/scheduling-apis/). */
interface WithScheduler {
  readonly scheduler?: { readonly postTask?: (task: () => void) => Promise<void> }
}

/** The machine's own clock. Its timers do not keep a Node process alive by themselves. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, task) {
    const timer = setTimeout(task, delayMs)
    unref(timer)
    return () => clearTimeout(timer)
  },
  every(intervalMs, task) {
    const timer = setInterval(task, intervalMs)
    unref(timer)
    return () => clearInterval(timer)
  },
  async breathe() {
    const { scheduler }: WithScheduler = globalThis
    // not `yield`, which goes on before everything else that waits, such as the stream's messages
    await scheduler?.postTask?.(() => {})
  },
}

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts. */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      stop()
      reject(signal?.reason)
    }
    const stop = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

// browsers answer a number, Node an object that can be told not to hold the process
function unref(timer: ReturnType<typeof setTimeout>): void {
  if (typeof timer === 'object') timer.unref()
}
