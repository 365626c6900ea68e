import type { Clock, Stop } from '../../domain/clock.ts'

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves time on; every task due until then runs at its due time, in order. Promises do not settle meanwhile. */
  advance(ms: number): void
  /** Like `advance`, and lets promises settle before, between and after the tasks. */
  advanceAsync(ms: number): Promise<void>
  /** Tasks that are waiting; 0 says that nothing was left behind. */
  readonly pending: number
}

export interface FakeClockOptions {
  /** Where the clock starts, epoch ms. @default Friday 2026-11-20, 10:00 in New York: an open session */
  readonly now?: number
}

interface ScheduledTask {
  dueAt: number
  readonly order: number
  readonly intervalMs: number | undefined
  readonly run: () => void
}

const DEFAULT_NOW = Date.UTC(2026, 10, 20, 15, 0)

// a task that keeps scheduling itself without delay would never let time pass
const MAX_TASKS_AN_ADVANCE = 100_000

/**
 * A clock for tests of everything that takes a `Clock`.
 *
 * @example
 * ```ts
 * const clock = createFakeClock()
 * clock.after(1_000, () => console.log('due'))
 * clock.advance(1_000) // due
 * ```
 */
export function createFakeClock(options: FakeClockOptions = {}): FakeClock {
  const tasks = new Set<ScheduledTask>()
  let now = options.now ?? DEFAULT_NOW
  let scheduled = 0

  const schedule = (delayMs: number, intervalMs: number | undefined, run: () => void): Stop => {
    const task: ScheduledTask = { dueAt: now + atLeast(0, delayMs), order: scheduled++, intervalMs, run }
    tasks.add(task)
    return () => void tasks.delete(task)
  }

  const runNext = (until: number): boolean => {
    const task = firstDue(tasks, until)
    if (task === undefined) return false
    now = Math.max(now, task.dueAt)
    if (task.intervalMs === undefined) tasks.delete(task)
    else task.dueAt += task.intervalMs
    task.run()
    return true
  }

  return {
    now: () => now,
    after: (delayMs, task) => schedule(delayMs, undefined, task),
    every: (intervalMs, task) => schedule(atLeast(1, intervalMs), atLeast(1, intervalMs), task),
    advance(ms) {
      const until = now + ms
      for (let ran = 0; runNext(until); ran++) checkEnd(ran)
      now = Math.max(now, until)
    },
    async advanceAsync(ms) {
      const until = now + ms
      await promisesSettled()
      for (let ran = 0; runNext(until); ran++) {
        checkEnd(ran)
        await promisesSettled()
      }
      now = Math.max(now, until)
      await promisesSettled()
    },
    get pending() {
      return tasks.size
    },
  }
}

function firstDue(tasks: Iterable<ScheduledTask>, until: number): ScheduledTask | undefined {
  let first: ScheduledTask | undefined
  for (const task of tasks) {
    if (task.dueAt > until) continue
    if (first === undefined || task.dueAt < first.dueAt) first = task
    else if (task.dueAt === first.dueAt && task.order < first.order) first = task
  }
  return first
}

const atLeast = (least: number, ms: number): number => (ms > least ? ms : least)

function checkEnd(ran: number): void {
  if (ran < MAX_TASKS_AN_ADVANCE) return
  throw new Error(`More than ${MAX_TASKS_AN_ADVANCE} tasks ran in one advance: does one schedule itself without delay?`)
}

// a macrotask comes after every microtask, however many follow from one another; setImmediate is Node's quickest
function promisesSettled(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve)
    else setTimeout(resolve)
  })
}
