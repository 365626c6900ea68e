import type { Stop } from '../../domain/clock.ts'

const BEAT_MS = 1000

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

/** Calls back once a second while anyone listens: freshness changes with time alone. One timer for the whole page. */
export function onHeartbeat(listener: () => void): Stop {
  // own function a listener: the same one may come twice
  const entry = (): void => listener()
  listeners.add(entry)
  timer ??= setInterval(beat, BEAT_MS)
  return () => {
    listeners.delete(entry)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function beat(): void {
  for (const listener of Array.from(listeners)) listener()
}
