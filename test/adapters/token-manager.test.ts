import { describe, expect, it } from 'vitest'
import { wait } from '../../domain/clock.ts'
import type { HealthEvent, TokenHealth } from '../../domain/health.ts'
import { AuthenticationError, InvalidPayloadError, NetworkError, RequestTimeoutError } from '../../domain/errors.ts'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import type { MassiveTokenManagerOptions } from '../../adapters/token-manager.ts'
import type { IssuedToken } from '../../adapters/token-source.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { failureOf } from '../support/failure-of.ts'
import { connectionLost, createFakeFetch, json, never } from '../support/fake-fetch.ts'
import type { FakeFetch, FakeRequest } from '../support/fake-fetch.ts'

const LIFETIME_MS = 600_000
const TOKEN_URL = 'http://proxy.test/api/ws-token'

type Handler = (request: FakeRequest, index: number) => Response | Promise<Response>

interface Desk {
  readonly clock: FakeClock
  readonly server: FakeFetch
  readonly events: HealthEvent[]
  readonly changes: TokenHealth[]
  readonly tokens: MassiveTokenManager
  /** Replaces what the token route answers from now on. */
  readonly answer: (handler: Handler) => void
}

function createDesk(options: Partial<MassiveTokenManagerOptions> = {}): Desk {
  const clock = createFakeClock()
  let handler: Handler = issue(clock)
  const server = createFakeFetch((request, index) => handler(request, index))
  const events: HealthEvent[] = []
  const changes: TokenHealth[] = []
  const tokens = new MassiveTokenManager({
    tokenUrl: TOKEN_URL,
    clock,
    fetch: server.fetch,
    random: () => 0,
    onEvent: (event) => events.push(event),
    onChange: (health) => changes.push(health),
    ...options,
  })
  return { clock, server, events, changes, tokens, answer: (next) => void (handler = next) }
}

const issue =
  (clock: FakeClock, lifetimeMs = LIFETIME_MS, skewMs = 0): Handler =>
  (_request, index) => {
    const serverTime = clock.now() + skewMs
    return json({ token: `token-${index + 1}`, expiresAt: serverTime + lifetimeMs, serverTime })
  }

const status =
  (code: number, headers: Record<string, string> = {}): Handler =>
  () =>
    new Response('refused', { status: code, headers })

describe('token manager', () => {
  it('leaves no unhandled rejection when a renewal fails that nobody waits for', async () => {
    const unhandled: unknown[] = []
    const onUnhandled = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', onUnhandled)
    const { tokens, clock, answer } = createDesk()
    answer(connectionLost)
    tokens.start()
    await clock.advanceAsync(60_000)
    tokens.stop()
    await clock.advanceAsync(0)
    process.off('unhandledRejection', onUnhandled)
    expect(unhandled).toEqual([])
    expect(tokens.health().failures).toBeGreaterThan(3)
  })

  it('asks once for however many callers and keeps the token until it expires', async () => {
    const { tokens, server, clock } = createDesk()
    expect(tokens.isValid()).toBe(false)

    const both = await Promise.all([tokens.getToken(), tokens.getToken()])
    await clock.advanceAsync(LIFETIME_MS - 1)
    expect([...both, await tokens.getToken()]).toEqual(['token-1', 'token-1', 'token-1'])
    expect(server.requests.map((request) => request.method)).toEqual(['POST'])
    expect(tokens.isValid()).toBe(true)

    await clock.advanceAsync(1)
    expect(tokens.isValid()).toBe(false)
    expect(await tokens.getToken()).toBe('token-2')
  })

  it.each([404, 500])('tells of status %s without what may be secret in the address', async (code) => {
    const { tokens, answer } = createDesk({ tokenUrl: 'https://desk.example/token?session=s3cret#s3cret' })
    answer(status(code))
    const error = await tokens.getToken().catch(String)

    expect(error).toContain('https://desk.example/token ')
    expect(error).not.toContain('s3cret')
  })

  it('sets no timer unless it was started', async () => {
    const { tokens, clock } = createDesk()
    await tokens.getToken()
    expect(clock.pending).toBe(0)
  })

  it.each([
    ['a minute ahead of expiry', 600_000, 540_000],
    ['a fifth of a short lifetime ahead', 50_000, 40_000],
  ])('renews the token %s while running', async (_name, lifetimeMs, dueMs) => {
    const { tokens, server, clock, answer } = createDesk()
    answer(issue(clock, lifetimeMs))
    tokens.start()
    tokens.start()
    await clock.advanceAsync(dueMs - 1)
    expect(server.requests).toHaveLength(1)
    await clock.advanceAsync(1)
    expect(server.requests).toHaveLength(2)
    tokens.stop()
  })

  it('renews earlier by chance, so that pages opened together do not come back together', async () => {
    const { tokens, server, clock } = createDesk({ random: () => 0.5 })
    tokens.start()
    await clock.advanceAsync(600_000 - 60_000 * 1.1)
    expect(server.requests).toHaveLength(2)
    tokens.stop()
  })

  it('tells its listeners every new token until they leave, whatever one of them throws', async () => {
    const { tokens, clock, events } = createDesk()
    const seen: IssuedToken[] = []
    tokens.subscribe(() => {
      throw new Error('listener broke')
    })
    const stop = tokens.subscribe((token) => seen.push(token))
    const startedAt = clock.now()

    await tokens.getToken()
    stop()
    stop()
    await tokens.refresh('token-1')

    const expiresAt = startedAt + LIFETIME_MS
    expect(seen).toEqual([{ token: 'token-1', issuedAt: startedAt, expiresAt, clockSkewMs: 0 }])
    expect(events.filter((event) => event.kind === 'error').map((event) => event.message)).toEqual([
      'A token listener threw: listener broke',
      'A token listener threw: listener broke',
    ])
  })

  it('replaces a rejected token once, for all who were rejected', async () => {
    const { tokens, server } = createDesk()
    const first = await tokens.getToken()
    const [a, b] = await Promise.all([tokens.refresh(first), tokens.refresh(first)])
    const late = await tokens.refresh(first)
    expect([a, b, late]).toEqual(['token-2', 'token-2', 'token-2'])
    expect(server.requests).toHaveLength(2)
  })

  it('keeps the token that is still valid when its renewal fails, reports it and tries again later', async () => {
    const { tokens, server, clock, answer, events } = createDesk()
    tokens.start()
    await clock.advanceAsync(0)
    answer(status(503))
    await clock.advanceAsync(540_000)

    expect(await tokens.getToken()).toBe('token-1')
    expect(tokens.health()).toMatchObject({ status: 'failed', refreshes: 1, failures: 1 })
    expect(events.at(-1)?.message).toContain('the present token stays valid for 60 s; next try in 0.5 s')

    answer(issue(clock))
    await clock.advanceAsync(500)
    expect(await tokens.getToken()).toBe('token-3')
    expect(tokens.health()).toMatchObject({ status: 'valid', refreshes: 2, failures: 1 })
    expect(server.requests).toHaveLength(3)
    tokens.stop()
  })

  it('doubles the pause after each failure up to 30 s', async () => {
    const { tokens, server, clock, answer } = createDesk({ random: () => 1 })
    const at: number[] = []
    const startedAt = clock.now()
    answer(() => {
      at.push(clock.now() - startedAt)
      return connectionLost()
    })
    tokens.start()
    await clock.advanceAsync(125_000)
    expect(at).toEqual([0, 1_000, 3_000, 7_000, 15_000, 31_000, 61_000, 91_000, 121_000])
    expect(server.open).toBe(0)
    tokens.stop()
  })

  it('waits as long as a rate limit asks', async () => {
    const { tokens, server, clock, answer } = createDesk()
    answer(status(429, { 'retry-after': '20' }))
    tokens.start()
    await clock.advanceAsync(19_999)
    expect(server.requests).toHaveLength(1)
    await clock.advanceAsync(1)
    expect(server.requests).toHaveLength(2)
    tokens.stop()
  })

  it('does not ask while the token route wants to be left alone, whoever calls or wakes', async () => {
    const { tokens, server, clock, answer } = createDesk()
    answer(status(429, { 'retry-after': '20' }))
    tokens.start()
    await clock.advanceAsync(5_000)
    expect(await failureOf(tokens.getToken())).toMatchObject({ name: 'RateLimitError', retryAfterMs: 15_000 })
    expect(await failureOf(tokens.refresh('old'))).toMatchObject({ name: 'RateLimitError', retryAfterMs: 15_000 })
    tokens.wake()
    await clock.advanceAsync(14_999)
    expect(server.requests).toHaveLength(1)

    answer(issue(clock))
    await clock.advanceAsync(1)
    expect(await tokens.getToken()).toBe('token-2')
    tokens.stop()
    expect(clock.pending).toBe(0)
  })

  it('does not let a late failure delete a newer token', async () => {
    const { tokens, clock, answer } = createDesk()
    const first = await tokens.getToken()
    let fail: (response: Response) => void = () => {}
    answer(() => new Promise((resolve) => (fail = resolve)))
    const impatient = new AbortController()
    const abandoned = tokens.refresh(first, { signal: impatient.signal })
    await clock.advanceAsync(1)
    impatient.abort(new Error('gone'))
    await expect(abandoned).rejects.toThrow('gone')

    answer(issue(clock))
    expect(await tokens.getToken()).toBe('token-3')
    fail(new Response('', { status: 500 }))
    await clock.advanceAsync(1)

    expect(await tokens.getToken()).toBe('token-3')
    expect(tokens.health()).toMatchObject({ status: 'valid', failures: 0 })
  })

  it('does not let a late rejection of an old token delete a newer one', async () => {
    const { tokens, server } = createDesk()
    const first = await tokens.getToken()
    await tokens.refresh(first)
    expect(await tokens.refresh(first)).toBe('token-2')
    expect(tokens.isValid()).toBe(true)
    expect(server.requests).toHaveLength(2)
  })

  it('leaves no timer and no request after stop', async () => {
    const { tokens, server, clock, answer } = createDesk()
    answer(never)
    tokens.start()
    await clock.advanceAsync(5)
    expect(server.open).toBe(1)

    tokens.stop()
    tokens.stop()
    await clock.advanceAsync(0)
    expect(clock.pending).toBe(0)
    expect(server.open).toBe(0)
    expect(tokens.health().failures).toBe(0)

    await clock.advanceAsync(LIFETIME_MS)
    expect(server.requests).toHaveLength(1)
  })

  it('still answers a caller who waits when it is stopped', async () => {
    const { tokens, clock, answer } = createDesk()
    let arrive: () => void = () => {}
    answer((request, index) => new Promise((resolve) => (arrive = () => resolve(issue(clock)(request, index)))))
    tokens.start()
    const waiting = tokens.getToken()
    await clock.advanceAsync(5)
    tokens.stop()
    arrive()
    expect(await waiting).toBe('token-1')
    expect(clock.pending).toBe(0)
  })

  it('ends only the wait of the caller who aborts', async () => {
    const { tokens, clock, answer, server } = createDesk()
    let arrive: () => void = () => {}
    answer((request, index) => new Promise((resolve) => (arrive = () => resolve(issue(clock)(request, index)))))
    const impatient = new AbortController()
    const left = tokens.getToken({ signal: impatient.signal })
    const stayed = tokens.getToken()
    await clock.advanceAsync(1)

    impatient.abort(new Error('changed my mind'))
    await expect(left).rejects.toThrow('changed my mind')
    arrive()
    expect(await stayed).toBe('token-1')
    expect(server.requests).toHaveLength(1)
    await expect(tokens.getToken({ signal: impatient.signal })).rejects.toThrow('changed my mind')
  })

  it('asks anew for a caller who comes in the very moment the last one leaves', async () => {
    const { tokens, clock, answer } = createDesk()
    answer(never)
    const impatient = new AbortController()
    const left = failureOf(tokens.getToken({ signal: impatient.signal }))
    await clock.advanceAsync(1)
    answer(issue(clock))
    const next = Promise.withResolvers<string>()
    impatient.signal.addEventListener('abort', () => queueMicrotask(() => next.resolve(tokens.getToken())))
    impatient.abort(new Error('gone'))
    await left
    await clock.advanceAsync(1)
    expect(await next.promise).toBe('token-2')
  })

  it('keeps renewing after everyone who asked has left', async () => {
    const { tokens, clock, answer, server } = createDesk()
    answer(never)
    const impatient = new AbortController()
    const left = tokens.getToken({ signal: impatient.signal })
    tokens.start()
    await clock.advanceAsync(1)
    impatient.abort(new Error('gone'))
    await expect(left).rejects.toThrow('gone')
    expect(server.open).toBe(1)
    answer(issue(clock))
    await clock.advanceAsync(11_000)
    expect(tokens.isValid()).toBe(true)
    tokens.stop()
  })

  it('renews on waking from a sleep past the expiry', async () => {
    const { tokens, server, clock } = createDesk()
    let asleepMs = 0
    const sleeper = new MassiveTokenManager({
      tokenUrl: TOKEN_URL,
      fetch: server.fetch,
      random: () => 0,
      // timers stand still while the machine sleeps, the time of day does not
      clock: { ...clock, now: () => clock.now() + asleepMs },
    })
    sleeper.start()
    await clock.advanceAsync(10)
    asleepMs = LIFETIME_MS + 1
    expect(sleeper.isValid()).toBe(false)
    sleeper.wake()
    await clock.advanceAsync(0)
    expect(server.requests).toHaveLength(2)
    expect(sleeper.isValid()).toBe(true)
    sleeper.stop()

    sleeper.wake()
    tokens.wake()
    await clock.advanceAsync(0)
    expect(server.requests).toHaveLength(2)
  })

  it('leaves a token alone that is not due when the page wakes', async () => {
    const { tokens, server, clock } = createDesk()
    tokens.start()
    await clock.advanceAsync(1_000)
    tokens.wake()
    await clock.advanceAsync(1_000)
    expect(server.requests).toHaveLength(1)
    expect(clock.pending).toBe(1)
    tokens.stop()
  })

  it.each([-3_600_000, 3_600_000])(
    'believes a token exactly as long as the server, %i ms beside our clock',
    async (skewMs) => {
      const { tokens, clock, answer } = createDesk()
      answer(issue(clock, LIFETIME_MS, skewMs))
      await tokens.getToken()
      expect(tokens.health()).toMatchObject({ clockSkewMs: skewMs, expiresAt: clock.now() + LIFETIME_MS })
      await clock.advanceAsync(LIFETIME_MS)
      expect(tokens.isValid()).toBe(false)
    },
  )

  it.each([
    [0, 0],
    [40, 0],
    [80, 0],
    [81, 41],
    [-1, -41],
    [3_600_000, 3_599_960],
  ])(
    'takes the clocks to agree where an answer after 80 ms may say so: told %i ms after the question, %i',
    async (toldMs, skewMs) => {
      const { tokens, clock, answer } = createDesk()
      const serverTime = clock.now() + toldMs
      answer(async () => {
        await wait(clock, 80)
        return json({ token: 'token', expiresAt: serverTime + LIFETIME_MS, serverTime })
      })
      const asking = tokens.getToken()
      await clock.advanceAsync(80)
      await asking
      expect(tokens.health().clockSkewMs).toBe(skewMs)
    },
  )

  it('does not wait for ever', async () => {
    const { tokens, clock, answer } = createDesk()
    answer(never)
    const failure = failureOf(tokens.getToken())
    await clock.advanceAsync(10_000)
    expect(await failure).toBeInstanceOf(RequestTimeoutError)
    expect(clock.pending).toBe(0)
  })

  it.each([
    ['a refusal', status(403), AuthenticationError, 'allowed origins'],
    ['a missing route', status(404), AuthenticationError, 'check tokenUrl'],
    ['a lost connection', connectionLost, NetworkError, 'check that the proxy runs there'],
    ['something that is not JSON', () => new Response('<html>'), InvalidPayloadError, "is it this package's proxy"],
    ['a missing field', () => json({ token: 'secret-token' }), InvalidPayloadError, 'expiresAt'],
    [
      'an expired token',
      () => json({ token: 'secret-token', expiresAt: 5, serverTime: 5 }),
      InvalidPayloadError,
      'expired',
    ],
  ])('rejects with a typed error after %s, without the token in it', async (_name, handler, type, advice) => {
    const { tokens, answer, events } = createDesk()
    answer(handler)
    const error = await failureOf(tokens.getToken())
    expect(error).toBeInstanceOf(type)
    expect(error.message).toContain(advice)
    expect(error.message + JSON.stringify(events)).not.toContain('secret-token')
    expect(tokens.health().status).toBe(type === AuthenticationError ? 'refused' : 'failed')
  })

  it('reports each change of its health', async () => {
    const { tokens, changes } = createDesk()
    expect(tokens.health()).toEqual({ status: 'none', refreshes: 0, failures: 0, clockSkewMs: 0 })
    await tokens.getToken()
    expect(changes.map((health) => health.status)).toEqual(['refreshing', 'valid'])
  })
})
