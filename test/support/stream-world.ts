import { vi } from 'vitest'
import { systemClock } from '../../domain/clock.ts'
import { MassiveTransport } from '../../adapters/transport/transport.ts'
import { FakeStreamServer } from './fake-stream-server.ts'
import { createRecordingSink } from './recording-sink.ts'
import type { IssuedToken, TokenSource } from '../../adapters/token-source.ts'
import type { StreamEnvironment } from '../../adapters/stream/environment.ts'
import type { MassiveTransportOptions } from '../../adapters/transport/transport.ts'
import type { FakeServerOptions } from './fake-stream-server.ts'
import type { RecordingSink } from './recording-sink.ts'

/** Friday, 10:00 in New York. */
export const SESSION_START = Date.UTC(2026, 10, 20, 15, 0)

/** Tokens `token-1`, `token-2`, … that a test may refuse, renew or fail. */
export interface FakeTokens extends TokenSource {
  failure: Error | undefined
  readonly issued: number
  readonly listeners: number
  renew(): string
}

export function createFakeTokens(): FakeTokens {
  const listeners = new Set<(token: IssuedToken) => void>()
  let issued = 1
  const current = async (): Promise<string> => {
    if (tokens.failure !== undefined) throw tokens.failure
    return `token-${issued}`
  }
  const tokens: FakeTokens = {
    failure: undefined,
    get issued() {
      return issued
    },
    get listeners() {
      return listeners.size
    },
    getToken: current,
    refresh(rejected) {
      if (tokens.failure === undefined && rejected === `token-${issued}`) issued += 1
      return current()
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    renew() {
      issued += 1
      const token = `token-${issued}`
      for (const listener of listeners) listener({ token, issuedAt: 0, expiresAt: Infinity, clockSkewMs: 0 })
      return token
    },
  }
  return tokens
}

/** A page that can be hidden and lose its network. */
export interface FakeEnvironment extends StreamEnvironment {
  setHidden(isHidden: boolean): void
  goOnline(): void
  readonly listeners: number
}

export function createFakeEnvironment(): FakeEnvironment {
  const visibility = new Set<() => void>()
  const online = new Set<() => void>()
  let isHidden = false
  const listen = (set: Set<() => void>, listener: () => void) => {
    set.add(listener)
    return () => void set.delete(listener)
  }
  return {
    isHidden: () => isHidden,
    onVisibilityChange: (listener) => listen(visibility, listener),
    onOnline: (listener) => listen(online, listener),
    setHidden(value) {
      isHidden = value
      for (const listener of visibility) listener()
    },
    goOnline() {
      for (const listener of online) listener()
    },
    get listeners() {
      return visibility.size + online.size
    },
  }
}

export interface StreamWorld {
  readonly server: FakeStreamServer
  readonly sink: RecordingSink
  readonly tokens: FakeTokens
  readonly environment: FakeEnvironment
  readonly transport: MassiveTransport
  readonly rest: ReturnType<FakeStreamServer['rest']>
  /** Moves time on, with everything that is due, promises included. */
  readonly advance: (ms: number, stepMs?: number) => Promise<void>
}

export type WorldOptions = Partial<MassiveTransportOptions> & Partial<FakeServerOptions>

/** Everything around a transport, on fake timers; `vi.useFakeTimers()` is called here. */
export function createStreamWorld(options: WorldOptions = {}): StreamWorld {
  installFakeTimers()
  const server = new FakeStreamServer({ clock: systemClock, ...options })
  const sink = createRecordingSink()
  const tokens = createFakeTokens()
  const environment = createFakeEnvironment()
  const rest = server.rest()
  const transport = new MassiveTransport({
    wsUrl: 'ws://fake/ws',
    tokens,
    rest,
    sink,
    clock: systemClock,
    random: () => 0.5,
    WebSocket: server.network.WebSocket,
    environment,
    isTrading: () => true,
    ...options,
  })
  return { server, sink, tokens, environment, transport, rest, advance }
}

export function installFakeTimers(): void {
  vi.useFakeTimers({
    now: SESSION_START,
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
  })
}

/** Small steps, and promises settle after each: what vitest's own async step does at a hundredth of its price. */
export async function advance(ms: number, stepMs = 25): Promise<void> {
  await settled()
  for (let left = ms; left > 0; left -= stepMs) {
    vi.advanceTimersByTime(Math.min(stepMs, left))
    await settled()
  }
}

export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
