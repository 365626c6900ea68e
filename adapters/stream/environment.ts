import type { Stop } from '../../domain/clock.ts'

/** What the stream needs to know of the page it runs in. */
export interface StreamEnvironment {
  /** True while nobody can see the page. */
  isHidden(): boolean
  onVisibilityChange(listener: () => void): Stop
  /** Tells that the machine has a network again. */
  onOnline(listener: () => void): Stop
}

const nothing: Stop = () => {}

/** For Node, workers and server rendering: always visible, never told of the network. */
export const nullEnvironment: StreamEnvironment = {
  isHidden: () => false,
  onVisibilityChange: () => nothing,
  onOnline: () => nothing,
}

/** The page's own signals. Nothing global is touched before a method is called. */
export const browserEnvironment: StreamEnvironment = {
  isHidden: () => globalThis.document?.visibilityState === 'hidden',
  onVisibilityChange: (listener) => listen(globalThis.document, 'visibilitychange', listener),
  onOnline: (listener) => listen(globalThis.window, 'online', listener),
}

function listen(target: EventTarget | undefined, type: string, listener: () => void): Stop {
  if (target === undefined) return nothing
  target.addEventListener(type, listener)
  return () => target.removeEventListener(type, listener)
}
