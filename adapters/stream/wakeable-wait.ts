import type { Clock } from '../../domain/clock.ts'

/** One wait at a time, which may be cut short. */
export interface WakeableWait {
  /** Resolves at `dueAt` or when woken. Never rejects. */
  until(dueAt: number): Promise<void>
  wake(): void
}

export function createWakeableWait(clock: Clock): WakeableWait {
  let finish: (() => void) | undefined
  return {
    until: (dueAt) =>
      new Promise((resolve) => {
        finish?.()
        const stop = clock.after(Math.max(0, dueAt - clock.now()), () => finish?.())
        finish = () => {
          stop()
          finish = undefined
          resolve()
        }
      }),
    wake: () => finish?.(),
  }
}
