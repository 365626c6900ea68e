import type { Stop } from '../../domain/clock.ts'

let listener: ((hook: string) => void) | undefined

/** Called by each hook when it renders. It costs nothing while nobody counts. */
export function noteRender(hook: string): void {
  listener?.(hook)
}

/** Hears of every rendering of every hook; one listener at a time. Strict mode renders twice. */
export function onRender(listen: (hook: string) => void): Stop {
  listener = listen
  return () => {
    if (listener === listen) listener = undefined
  }
}
