import { systemClock } from '../../domain/clock.ts'
import type { Clock } from '../../domain/clock.ts'
import { ENDPOINTS } from '../../domain/ticker.ts'
import type { RecordedFrame, RecordedSession } from './session.ts'

export interface RecorderOptions {
  /** @default `globalThis.WebSocket` */
  readonly WebSocket?: typeof WebSocket
  /** @default the machine's clock */
  readonly clock?: Clock
}

export interface Recorder {
  /** Give it to `new MassiveDataProvider({ WebSocket })`: what its sockets bring is recorded. */
  readonly WebSocket: typeof WebSocket
  /** What was recorded so far. */
  session(): RecordedSession
}

/**
 * Records what the proxy sends.
 *
 * @example
 * const recorder = createRecorder()
 * const provider = new MassiveDataProvider({ WebSocket: recorder.WebSocket })
 * // … later
 * await writeFile('session.jsonl', sessionToText(recorder.session()))
 */
export function createRecorder(options: RecorderOptions = {}): Recorder {
  const { WebSocket: Base = globalThis.WebSocket, clock = systemClock } = options
  const startedAt = clock.now()
  const frames: RecordedFrame[] = []

  class RecordingWebSocket extends Base {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      const { pathname } = new URL(url)
      const endpoint = ENDPOINTS.find((name) => pathname.endsWith(`/${name}`))
      this.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        if (endpoint !== undefined && typeof data === 'string') frames.push({ at: clock.now(), endpoint, text: data })
      })
    }
  }

  return { WebSocket: RecordingWebSocket, session: () => ({ startedAt, frames: [...frames] }) }
}
