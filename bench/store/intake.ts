import { FrameIntake } from '../../adapters/stream/frame-intake.ts'
import { Subscriptions } from '../../adapters/stream/subscriptions.ts'
import { systemClock } from '../../domain/clock.ts'
import type { FeedSink } from '../../domain/feed.ts'

/** What stands behind a socket, without the socket. */
export interface Intake {
  /** A frame of text; a symbol is subscribed to when it is first seen. */
  readonly take: (frame: string) => void
  /** Nobody holds these symbols any more. */
  readonly release: (symbols: readonly string[]) => void
}

export function createIntake(sink: FeedSink): Intake {
  const ignore = (): void => {}
  // a copy of its own: no frame is kept alive by a symbol cut out of it
  const copied = (symbol: string): string => new TextDecoder().decode(new TextEncoder().encode(symbol))
  const subscriptions = new Subscriptions({ clock: systemClock, send: ignore, onRejected: ignore })
  const intake = new FrameIntake({
    endpoint: 'options',
    clock: systemClock,
    serverNow: () => systemClock.now(),
    subscriptions,
    listener: {
      frames: sink.frames,
      inlet: (symbol) => sink.inlet(symbol),
      put: (inlet, from, to) => sink.put(inlet, from, to),
      isWatching: () => false,
      quote: ignore,
      trade: ignore,
      bar: ignore,
      missed: ignore,
      acknowledged: ignore,
      rejected: ignore,
      released: ignore,
      watchlist: ignore,
      state: ignore,
      upstream: ignore,
      event: ignore,
    },
    isListed(symbol) {
      subscriptions.add('Q', [copied(symbol)])
      return true
    },
    onControl: ignore,
    onMalformed: ignore,
    onMalformedRun: ignore,
  })
  return {
    take: (frame) => intake.take(frame),
    release(symbols) {
      subscriptions.remove('Q', symbols)
      sink.released('Q', symbols)
    },
  }
}
