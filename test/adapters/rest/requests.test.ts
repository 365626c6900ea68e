import { describe, expect, it } from 'vitest'
import {
  AuthenticationError,
  InvalidPayloadError,
  InvalidRequestError,
  NetworkError,
  NotEntitledError,
  NotFoundError,
  RateLimitError,
  RequestTimeoutError,
  UpstreamError,
} from '../../../domain/errors.ts'
import { failureOf } from '../../support/failure-of.ts'
import { connectionLost, json, never } from '../../support/fake-fetch.ts'
import { createRestDesk } from '../../support/rest-desk.ts'
import type { RestHandler } from '../../support/rest-desk.ts'

const status = { market: 'open', serverTime: '2026-11-20T10:00:00-05:00', afterHours: false, earlyHours: false }
const good = (): Response => json(status)
const refused = (code: number, body: unknown = {}, headers: Record<string, string> = {}): Response =>
  json(body, { status: code, headers })

/** Answers by the list, its last entry for good. */
const inTurn =
  (...answers: readonly (() => Response)[]): RestHandler =>
  (_request, index) =>
    (answers[Math.min(index, answers.length - 1)] ?? good)()

describe('REST requests', () => {
  it('keeps the path of the base address', async () => {
    const { rest, server } = createRestDesk(good)
    await rest.getMarketStatus()
    expect(server.requests[0]?.url.href).toBe('http://proxy.test/api/massive/v1/marketstatus/now')
  })

  it.each(['http://proxy.test/api/massive/', 'http://proxy.test/nested/api/massive'])(
    'puts the path of the vendor after %s',
    async (baseUrl) => {
      const { rest, server } = createRestDesk(good, { baseUrl })
      await rest.getMarketStatus()
      expect(server.requests[0]?.url.href).toBe(`${baseUrl.replace(/\/$/, '')}/v1/marketstatus/now`)
    },
  )

  it('sends the token in its header and nowhere else', async () => {
    const { rest, server } = createRestDesk(good)
    await rest.getMarketStatus()
    expect(server.requests[0]?.headers.get('x-massive-proxy-token')).toBe('token-1')
    expect(server.requests[0]?.url.href).not.toContain('token-1')
  })

  it('refreshes a refused token once', async () => {
    const { rest, server, tokens } = createRestDesk(inTurn(() => refused(401), good))
    await rest.getMarketStatus()
    expect(tokens.refreshed).toEqual(['token-1'])
    expect(server.requests.map(({ headers }) => headers.get('x-massive-proxy-token'))).toEqual(['token-1', 'token-2'])
  })

  it('gives up when even a fresh token is refused, without the token in the text', async () => {
    const { rest, server, tokens, clock } = createRestDesk(() => refused(401, { message: 'No', code: 'unauthorized' }))
    const error = await failureOf(rest.getMarketStatus())
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error.message).not.toContain('token-')
    expect(server.requests).toHaveLength(2)
    expect(tokens.refreshed).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  it.each([
    [400, { status: 'ERROR', error: 'Could not parse from', request_id: 'abc' }, InvalidRequestError],
    [403, { status: 'NOT_AUTHORIZED', message: 'You are not entitled', request_id: 'abc' }, NotEntitledError],
    [404, { status: 'NOT_FOUND', message: 'Ticker not found.', request_id: 'abc' }, NotFoundError],
    [409, { status: 'ERROR', error: 'Parameter is invalid', request_id: 'abc' }, InvalidRequestError],
    [404, { status: 404, code: 'not-found', message: 'Ticker not found.', requestId: 'abc' }, NotFoundError],
  ])('fails at once on %i %j', async (code, body, type) => {
    const { rest, server } = createRestDesk(() => refused(code, body))
    const error = await failureOf(rest.getMarketStatus())
    expect(error).toBeInstanceOf(type)
    expect(error.message).toContain('GET /v1/marketstatus/now was refused')
    expect(error.message).toContain('(request abc)')
    expect(server.requests).toHaveLength(1)
  })

  it('keeps the id of a refused request as a field', async () => {
    const { rest } = createRestDesk(() => refused(400, { status: 'ERROR', error: 'bad', request_id: 'abc' }))
    const error = await failureOf(rest.getMarketStatus())
    expect(error instanceof InvalidRequestError && error.requestId).toBe('abc')
  })

  it.each([
    [{ status: 'NOT_AUTHORIZED', message: 'not entitled' }, NotEntitledError],
    [{ status: 'NOT_FOUND', message: 'not found' }, NotFoundError],
    [{ status: 'ERROR', error: 'something' }, UpstreamError],
  ])('takes a refusal that comes with 200 for what it is: %j', async (body, type) => {
    const { rest, server } = createRestDesk(() => json(body))
    expect(await failureOf(rest.getMarketStatus())).toBeInstanceOf(type)
    expect(server.requests).toHaveLength(1)
  })

  it.each([500, 502, 503, 504, 408])('repeats after %i, three attempts in all, each pause longer', async (code) => {
    const at: number[] = []
    const { rest, clock } = createRestDesk(() => {
      at.push(clock.now())
      return new Response('<html>secret stack trace</html>', { status: code })
    })
    const failure = failureOf(rest.getMarketStatus())
    await clock.advanceAsync(60_000)
    const error = await failure
    expect(error instanceof UpstreamError && error.status).toBe(code)
    expect(error.message).not.toContain('secret')
    expect(at.map((time) => time - (at[0] ?? 0))).toEqual([0, 150, 450])
    expect(clock.pending).toBe(0)
  })

  it('chooses the pause by chance, so that clients do not come back together', async () => {
    const at: number[] = []
    const { rest, clock } = createRestDesk(
      () => {
        at.push(clock.now())
        return connectionLost()
      },
      { random: () => 1 },
    )
    const failure = failureOf(rest.getMarketStatus())
    await clock.advanceAsync(60_000)
    expect(await failure).toBeInstanceOf(NetworkError)
    expect(at.map((time) => time - (at[0] ?? 0))).toEqual([0, 300, 900])
  })

  it('recovers when the connection does', async () => {
    const { rest, clock, server } = createRestDesk(inTurn(connectionLost, good))
    const answer = rest.getMarketStatus()
    await clock.advanceAsync(150)
    expect(await answer).toMatchObject({ market: 'open' })
    expect(server.requests).toHaveLength(2)
  })

  it('does not repeat when the vendor refuses the key of the proxy', async () => {
    const { rest, server } = createRestDesk(() => refused(502, { code: 'upstream-refused', message: 'no key' }))
    const error = await failureOf(rest.getMarketStatus())
    expect(error.message).toContain('Check MASSIVE_API_KEY of the proxy')
    expect(server.requests).toHaveLength(1)
  })

  it('gives each attempt its time and no more', async () => {
    const { rest, clock, server } = createRestDesk(never)
    const failure = failureOf(rest.getMarketStatus())
    await clock.advanceAsync(9_999)
    expect(server.requests).toHaveLength(1)
    await clock.advanceAsync(1)
    expect(server.open).toBe(0)
    await clock.advanceAsync(60_000)
    const error = await failure
    expect(error instanceof RequestTimeoutError && error.timeoutMs).toBe(10_000)
    expect(error.message).toBe('GET /v1/marketstatus/now gave no answer within 10000 ms')
    expect(server.requests).toHaveLength(3)
    expect(clock.pending).toBe(0)
  })

  it('counts a body that never ends against the time of its attempt', async () => {
    const { rest, clock } = createRestDesk(() => new Response(new ReadableStream({ start: () => {} })), {
      maxAttempts: 1,
    })
    const failure = failureOf(rest.getMarketStatus())
    await clock.advanceAsync(10_000)
    expect(await failure).toBeInstanceOf(RequestTimeoutError)
  })

  it.each([
    ['before it is sent', 0],
    ['while it is under way', 1],
    ['while it waits to be repeated', 2],
  ])('rejects with the reason of the signal when aborted %s', async (_name, stage) => {
    const caller = new AbortController()
    const reason = new Error('changed my mind')
    const { rest, clock, server } = createRestDesk(stage === 2 ? connectionLost : never)
    if (stage === 0) caller.abort(reason)
    const failure = failureOf(rest.getMarketStatus({ signal: caller.signal }))
    await clock.advanceAsync(1)
    caller.abort(reason)
    expect(await failure).toBe(reason)
    expect(server.requests).toHaveLength(stage === 0 ? 0 : 1)
    expect(server.open).toBe(0)
    expect(clock.pending).toBe(0)
  })

  it.each([
    ['no JSON', () => new Response('<html></html>'), 'answered no JSON'],
    ['another form', () => json([1, 2]), 'answered something else than documented'],
    ['a field of another type', () => json({ market: 5 }), '"market"'],
  ])('does not let %s through', async (_name, handler, text) => {
    const { rest, server } = createRestDesk(handler)
    const error = await failureOf(rest.getMarketStatus())
    expect(error).toBeInstanceOf(InvalidPayloadError)
    expect(error.message).toContain(text)
    expect(server.requests).toHaveLength(1)
  })

  it('passes on why no token can be had', async () => {
    const refusal = new AuthenticationError('The token route issues no token')
    const { rest, server } = createRestDesk(good, {
      tokens: {
        getToken: () => Promise.reject(refusal),
        refresh: () => Promise.reject(refusal),
        subscribe: () => () => {},
      },
    })
    expect(await failureOf(rest.getMarketStatus())).toBe(refusal)
    expect(server.requests).toHaveLength(0)
  })

  it('repeats when the token route cannot be reached', async () => {
    let calls = 0
    const tokens = {
      getToken: async () => {
        if (++calls === 1) throw new NetworkError('down')
        return 'token'
      },
      refresh: async () => 'token',
      subscribe: () => () => {},
    }
    const { rest, clock } = createRestDesk(good, { tokens })
    const answer = rest.getMarketStatus()
    await clock.advanceAsync(150)
    expect(await answer).toMatchObject({ market: 'open' })
  })

  it('counts requests, repeats, errors by kind and latency', async () => {
    const { rest, clock, changes } = createRestDesk(async (_request, index) => {
      if (index === 0) return refused(503)
      await new Promise<void>((resolve) => void clock.after(index * 10, resolve))
      return good()
    })
    expect(rest.health()).toEqual({ requests: 0, retries: 0, errors: {} })
    const answer = rest.getMarketStatus()
    await clock.advanceAsync(1_000)
    await answer
    const second = rest.getMarketStatus()
    await clock.advanceAsync(20)
    await second
    expect(rest.health()).toEqual({
      requests: 3,
      retries: 1,
      errors: { UpstreamError: 1 },
      p50Ms: 10,
      p95Ms: 20,
      lastSuccessAt: clock.now(),
    })
    expect(changes.at(-1)).toEqual(rest.health())
  })

  it('does not count an abort as an error', async () => {
    const caller = new AbortController()
    const { rest, clock } = createRestDesk(never)
    const failure = failureOf(rest.getMarketStatus({ signal: caller.signal }))
    await clock.advanceAsync(1)
    caller.abort(new Error('left'))
    await failure
    expect(rest.health().errors).toEqual({})
  })
})

describe('REST rate limits', () => {
  // the fake clock starts at a full minute
  it.each([
    ['seconds', { 'retry-after': '7' }, 7_000],
    ['an HTTP date', { 'retry-after': 'Fri, 20 Nov 2026 15:00:09 GMT' }, 9_000],
    [
      'an HTTP date of a server whose clock is wrong',
      { 'retry-after': 'Fri, 20 Nov 2026 18:00:04 GMT', date: 'Fri, 20 Nov 2026 18:00:00 GMT' },
      4_000,
    ],
    ['nothing: until the next minute', {}, 60_000],
    ['nothing that can be read', { 'retry-after': 'soon' }, 60_000],
    ['no time at all: the usual pause', { 'retry-after': '0' }, 150],
    ['a time that has passed: the usual pause', { 'retry-after': 'Fri, 20 Nov 2026 14:00:00 GMT' }, 150],
  ])('waits as told by %s', async (_name, headers, waitMs) => {
    const { rest, clock, server } = createRestDesk(inTurn(() => refused(429, {}, headers), good))
    const answer = rest.getMarketStatus()
    await clock.advanceAsync(waitMs - 1)
    expect(server.requests).toHaveLength(1)
    await clock.advanceAsync(1)
    expect(await answer).toMatchObject({ market: 'open' })
  })

  it('holds back other requests too, and says so', async () => {
    const { rest, clock, server, events } = createRestDesk(inTurn(() => refused(429, {}, { 'retry-after': '5' }), good))
    const first = rest.getMarketStatus()
    await clock.advanceAsync(1)
    const limitedUntil = clock.now() + 4_999
    expect(rest.health().limitedUntil).toBe(limitedUntil)
    expect(events).toMatchObject([{ kind: 'rate-limited', message: 'Rate limited: REST requests wait for 5 s' }])

    const others = Promise.all([rest.getMarketStatus(), rest.getMarketStatus()])
    await clock.advanceAsync(4_998)
    expect(server.requests).toHaveLength(1)
    await clock.advanceAsync(1)
    await Promise.all([first, others])
    expect(server.requests).toHaveLength(4)
    expect(rest.health().limitedUntil).toBeUndefined()
  })

  it('pauses for a server that asks for it', async () => {
    const { rest, clock, server } = createRestDesk(inTurn(() => refused(503, {}, { 'retry-after': '3' }), good))
    const answer = rest.getMarketStatus()
    await clock.advanceAsync(2_999)
    expect(server.requests).toHaveLength(1)
    await clock.advanceAsync(1)
    await answer
  })

  it('gives up after three refusals', async () => {
    const { rest, clock, server } = createRestDesk(() => refused(429, {}, { 'retry-after': '2' }))
    const failure = failureOf(rest.getMarketStatus())
    await clock.advanceAsync(60_000)
    const error = await failure
    expect(error instanceof RateLimitError && error.retryAfterMs).toBe(2_000)
    expect(server.requests).toHaveLength(3)
  })

  it('does not let a call hang for an hour', async () => {
    const { rest, server, clock } = createRestDesk(() => refused(429, {}, { 'retry-after': '3600' }))
    expect(await failureOf(rest.getMarketStatus())).toBeInstanceOf(RateLimitError)
    const other = await failureOf(rest.getMarketStatus())
    expect(other instanceof RateLimitError && other.retryAfterMs).toBe(3_600_000)
    expect(server.requests).toHaveLength(1)
    expect(clock.pending).toBe(0)
  })

  it('lets an aborted call leave the queue', async () => {
    const caller = new AbortController()
    const { rest, clock } = createRestDesk(inTurn(() => refused(429, {}, { 'retry-after': '5' }), good))
    const first = rest.getMarketStatus()
    await clock.advanceAsync(1)
    const second = failureOf(rest.getMarketStatus({ signal: caller.signal }))
    await clock.advanceAsync(1)
    caller.abort(new Error('left'))
    expect((await second).message).toBe('left')
    await clock.advanceAsync(5_000)
    await first
    expect(clock.pending).toBe(0)
  })
})
