import { describe, expect, it } from 'vitest'
import { NetworkError } from '../../domain/errors.ts'
import type { MarketStatus } from '../../domain/market-status.ts'
import { createLazyRest } from '../../src/lazy-rest.ts'
import type { LazyRest } from '../../src/lazy-rest.ts'
import * as MODULE from '../../src/rest-part.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createFakeFetch, json } from '../support/fake-fetch.ts'
import { createFakeTokens } from '../support/stream-world.ts'

const STATUS = { market: 'open', serverTime: '2026-11-20T10:00:00-05:00', exchanges: {}, indicesGroups: {} }

/** REST whose code comes when a test says so. */
function createWorld() {
  const clock = createFakeClock()
  const server = createFakeFetch(() => json(STATUS))
  const fetched: PromiseWithResolvers<typeof MODULE>[] = []
  const rest = createLazyRest(
    {
      baseUrl: 'http://proxy.test/api/massive',
      tokens: createFakeTokens(),
      fetch: server.fetch,
      clock,
      random: () => 0.5,
    },
    () => {
      const one = Promise.withResolvers<typeof MODULE>()
      fetched.push(one)
      return one.promise
    },
  )
  return { rest, clock, server, fetched }
}

const status = (rest: LazyRest): Promise<MarketStatus> => rest.reads(undefined, (_, loaded) => loaded.getMarketStatus())

const OFFLINE = new TypeError('Failed to fetch dynamically imported module')

describe('REST that is fetched when it is needed', () => {
  it('is fetched by the first call, once for all that come meanwhile', async () => {
    const { rest, fetched } = createWorld()
    expect(fetched).toHaveLength(0)
    const calls = [status(rest), status(rest)]
    fetched[0]?.resolve(MODULE)

    expect(await Promise.all(calls)).toMatchObject([{ market: 'open' }, { market: 'open' }])
    await status(rest)
    expect(fetched).toHaveLength(1)
  })

  it('tells of no request before its code is there, and of all of them after', async () => {
    const { rest, fetched } = createWorld()
    expect(rest.health()).toEqual({ requests: 0, retries: 0, errors: {} })
    const call = status(rest)
    fetched[0]?.resolve(MODULE)
    await call

    expect(rest.health()).toMatchObject({ requests: 1 })
  })

  it('is fetched again after a failure, and the call goes on', async () => {
    const { rest, fetched, clock } = createWorld()
    const call = status(rest)
    fetched[0]?.reject(OFFLINE)
    await clock.advanceAsync(1_000)
    fetched[1]?.resolve(MODULE)

    expect(await call).toMatchObject({ market: 'open' })
  })

  it('fails by a typed error that says what to do when it cannot be fetched, and tries anew for the next call', async () => {
    const { rest, fetched, clock } = createWorld()
    const call = status(rest).catch((error: unknown) => error)
    for (let attempt = 0; attempt < 3; attempt++) {
      fetched[attempt]?.reject(OFFLINE)
      await clock.advanceAsync(5_000)
    }

    const error = await call
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ cause: OFFLINE })
    expect(String(error)).toContain('reload the page')
    expect([fetched.length, clock.pending]).toEqual([3, 0])

    const next = status(rest)
    fetched[3]?.resolve(MODULE)
    expect(await next).toMatchObject({ market: 'open' })
  })

  it('rejects an aborted call with its own reason at once, while it is fetched and while it waits to try again', async () => {
    const { rest, fetched, clock, server } = createWorld()
    const reason = new Error('the user left')
    const [first, second] = [new AbortController(), new AbortController()]
    const loading = rest.getQuotes(['SPY'], { signal: first.signal })
    first.abort(reason)
    await expect(loading).rejects.toBe(reason)

    const waiting = rest.getQuotes(['SPY'], { signal: second.signal }).catch((error: unknown) => error)
    fetched[0]?.reject(OFFLINE)
    await clock.advanceAsync(1)
    expect(clock.pending).toBe(1)
    second.abort(reason)

    expect(await waiting).toBe(reason)
    expect([clock.pending, server.requests.length]).toEqual([0, 0])
  })

  it('can be fetched ahead of need, where a failure disturbs nobody', async () => {
    const { rest, fetched, clock } = createWorld()
    rest.preload()
    fetched[0]?.reject(OFFLINE)
    await clock.advanceAsync(10_000)
    expect([fetched.length, clock.pending]).toEqual([1, 0])

    rest.preload()
    fetched[1]?.resolve(MODULE)
    expect(await status(rest)).toMatchObject({ market: 'open' })
    expect(fetched).toHaveLength(2)
  })

  it('passes what stands in for the stream on with all of its arguments', async () => {
    const { rest, fetched, server } = createWorld()
    const { signal } = new AbortController()
    const calls = [
      rest.getQuotes(['SPY'], { signal }),
      rest.getAggregates('SPY', '1m', 1, 2, { signal }),
      rest.getTrades('SPY', { limit: 5 }, { signal }),
    ]
    fetched[0]?.resolve(MODULE)
    await Promise.allSettled(calls) // the answers are not theirs

    const asked = server.requests.map(({ url }) => decodeURIComponent(url.href.replace(url.origin, '')))
    for (const part of [
      '/v3/snapshot?ticker.any_of=SPY',
      '/v2/aggs/ticker/SPY/range/1/minute/1/2',
      '/v3/trades/SPY?order=desc&limit=5',
    ]) {
      expect(asked).toContainEqual(expect.stringContaining(part))
    }
  })
})
