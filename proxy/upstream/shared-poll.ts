import type { Clock, Stop } from '../../domain/clock.ts'
import type { Ticker } from '../../domain/ticker.ts'

export interface SharedPollOptions {
  readonly clock: Clock
  readonly intervalMs: number
  readonly fetch: (symbols: readonly Ticker[]) => Promise<unknown>
  readonly onError: (error: unknown) => void
}

/** One poll for everything the stream cannot carry, whoever holds it. */
export interface SharedPoll {
  add(symbol: Ticker): void
  remove(symbol: Ticker): void
  has(symbol: Ticker): boolean
  readonly size: number
  stop(): void
}

export function createSharedPoll({ clock, intervalMs, fetch, onError }: SharedPollOptions): SharedPoll {
  const symbols = new Set<Ticker>()
  let stopTimer: Stop | undefined
  let isPolling = false
  let isStopped = false

  function schedule(): void {
    if (isStopped || isPolling || symbols.size === 0) return
    stopTimer ??= clock.after(intervalMs, () => {
      stopTimer = undefined
      void poll()
    })
  }

  async function poll(): Promise<void> {
    isPolling = true
    try {
      await fetch([...symbols])
    } catch (error) {
      if (!isStopped) onError(error)
    } finally {
      isPolling = false
      // the pause counts from the answer: a slow vendor is asked less often
      schedule()
    }
  }

  return {
    get size() {
      return symbols.size
    },
    has: (symbol) => symbols.has(symbol),
    add(symbol) {
      symbols.add(symbol)
      schedule()
    },
    remove(symbol) {
      symbols.delete(symbol)
    },
    stop() {
      isStopped = true
      stopTimer?.()
      symbols.clear()
    },
  }
}
