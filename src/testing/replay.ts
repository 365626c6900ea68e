import { scanFrame } from '../../adapters/stream/frame-scanner.ts'
import { createOrdering } from '../../adapters/transport/ordering.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import { systemClock, wait } from '../../domain/clock.ts'
import type { Clock } from '../../domain/clock.ts'
import type { FeedSink } from '../../domain/feed.ts'
import type { Trade } from '../../domain/trade.ts'
import { decodeServerMessage } from '../../domain/wire-messages.ts'
import type { ServerMessage } from '../../domain/wire-protocol.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import { createFakeClock } from './fake-clock.ts'
import { createManualScheduler } from './manual-scheduler.ts'
import { openFeed } from './open-feed.ts'
import type { RecordedFrame, RecordedSession } from './session.ts'

export interface ReplayOptions {
  /** The store to fill. @default a new one without devtools */
  readonly store?: MarketDataStore
}

export interface PlayOptions {
  /** How many times faster than it was recorded. @default 1 */
  readonly speed?: number
  /** Waits between frames. @default the machine's clock */
  readonly clock?: Clock
  /** Pauses; `play` or `step` go on from there. */
  readonly signal?: AbortSignal
}

export interface Replay {
  readonly store: MarketDataStore
  /** The session's own time: what `receivedAt` says. */
  readonly clock: Clock
  /** Frames not yet played. */
  readonly remaining: number
  /** Plays one frame and puts it into the store; undefined when there is none left. */
  step(): RecordedFrame | undefined
  /** Plays what is left; resolves at its end, rejects with the signal's reason when paused. */
  play(options?: PlayOptions): Promise<void>
}

/**
 * Plays a recorded session into a store. The store changes after each frame and sees the session's own time, so the
 * final state is the same at any speed.
 *
 * @example
 * const replay = createReplay(sessionFromText(await readFile('session.jsonl', 'utf8')))
 * await replay.play({ speed: 100 })
 * replay.store.getState().quotes
 */
export function createReplay(session: RecordedSession, options: ReplayOptions = {}): Replay {
  const clock = createFakeClock({ now: session.startedAt })
  const store = options.store ?? createMarketDataStore({ clock, devtools: false })
  const scheduler = createManualScheduler()
  const { sink } = openFeed({ store, clock, scheduler })
  const takeFrame = createFrameReader(sink)
  let next = 0

  const step = (): RecordedFrame | undefined => {
    const frame = session.frames[next]
    if (frame === undefined) return undefined
    next += 1
    clock.advance(frame.at - clock.now())
    takeFrame(frame)
    scheduler.runNow()
    return frame
  }

  return {
    store,
    clock,
    step,
    get remaining() {
      return session.frames.length - next
    },
    async play({ speed = 1, clock: pace = systemClock, signal } = {}) {
      for (let frame = session.frames[next]; frame !== undefined; frame = session.frames[next]) {
        await wait(pace, Math.max(0, frame.at - clock.now()) / speed, signal)
        step()
      }
    },
  }
}

function createFrameReader(sink: FeedSink): (frame: RecordedFrame) => void {
  const ordering = createOrdering()
  return ({ text }) => {
    const trades: Trade[] = []
    const bars: Aggregate[] = []
    const { frames } = sink
    frames.read(text, (_frames, start, end) =>
      scanFrame(frames, start, end, {
        quote: (_from, symbolFrom, symbolTo, to) =>
          sink.put(sink.inlet(frames.text(symbolFrom, symbolTo)), symbolTo + 1, to),
        other: (from, to) => take(decodeServerMessage(frames.text(from, to)), trades, bars, sink),
        malformed: () => {},
      }),
    )
    if (trades.length > 0) sink.trades(ordering.trades(trades))
    if (bars.length > 0) sink.bars(ordering.bars(bars))
  }
}

function take(message: ServerMessage | undefined, trades: Trade[], bars: Aggregate[], sink: FeedSink): void {
  if (message === undefined) return
  if (message.type === 'T') {
    const { epoch: _, offset: __, ...trade } = message.data
    trades.push({ ...trade, source: 'stream' })
  } else if (message.type === 'A' || message.type === 'AM') {
    const { epoch: _, offset: __, ...bar } = message.data
    bars.push({ ...bar, source: 'stream' })
  } else if (message.type === 'status' && message.data.status === 'watchlist') {
    sink.watchlist(message.data.roots, message.data.symbols)
  }
}
