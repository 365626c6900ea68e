import { describe, expect, it } from 'vitest'
import { MassiveCache } from '../../adapters/cache.ts'
import type { CacheKind, MassiveCacheOptions } from '../../adapters/cache.ts'
import { ConfigurationError } from '../../domain/errors.ts'
import type { CacheHealth } from '../../domain/health.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { failureOf } from '../support/failure-of.ts'

interface Desk {
  readonly clock: FakeClock
  readonly cache: MassiveCache
  /** Number of loads so far. */
  readonly loads: () => number
  /** Asks for the running number of the load that answers. */
  readonly ask: (kind?: CacheKind, params?: Record<string, string | number | undefined>) => Promise<number>
}

function createDesk(options: Partial<MassiveCacheOptions> = {}): Desk {
  const clock = createFakeClock()
  const cache = new MassiveCache({ clock, ...options })
  let loads = 0
  return {
    clock,
    cache,
    loads: () => loads,
    ask: (kind = 'rsi', params = { symbol: 'SPY' }) => cache.get(kind, params, async () => ++loads),
  }
}

/** A load that is answered by hand. */
function deferred<T>(): { readonly promise: Promise<T>; resolve(value: T): void; reject(error: Error): void } {
  return Promise.withResolvers<T>()
}

describe('cache', () => {
  it('answers from memory until the answer has aged', async () => {
    const { ask, clock, cache } = createDesk()
    expect(await ask()).toBe(1)
    clock.advance(59_999)
    expect(await ask()).toBe(1)
    clock.advance(1)
    expect(await ask()).toBe(2)
    expect(cache.health()).toEqual({ entries: 1, hits: 1, misses: 2, stale: 1, hitRate: 1 / 3 })
  })

  it.each<[CacheKind, number]>([
    ['market-status', 300_000],
    ['quote', 1_000],
    ['chain', 900_000],
    ['contract', 900_000],
    ['aggregates', 3_600_000],
    ['rsi', 60_000],
    ['trades', 1_000],
    ['tickers', 14_400_000],
  ])('keeps %s for %i ms', async (kind, ttlMs) => {
    const { ask, clock } = createDesk()
    await ask(kind)
    clock.advance(ttlMs - 1)
    expect(await ask(kind)).toBe(1)
    clock.advance(1)
    expect(await ask(kind)).toBe(2)
  })

  it('keeps holidays for good', async () => {
    const { ask, clock } = createDesk()
    await ask('holidays')
    clock.advance(10 * 365 * 86_400_000)
    expect(await ask('holidays')).toBe(1)
  })

  it('takes times to live from its options and from the call', async () => {
    const { ask, cache, clock } = createDesk({ ttlMs: { rsi: 10 } })
    await ask()
    clock.advance(10)
    expect(await ask()).toBe(2)

    const byValue = (value: number): Promise<number> =>
      cache.get('chain', {}, async () => value, { ttlMs: (loaded) => loaded * 1_000 })
    expect(await byValue(5)).toBe(5)
    clock.advance(4_999)
    expect(await byValue(6)).toBe(5)
    clock.advance(1)
    expect(await byValue(0)).toBe(0)
    expect(await byValue(7)).toBe(7)
  })

  it('keeps no answer for longer than its options say, whatever the call says', async () => {
    const { cache, clock } = createDesk({ ttlMs: { chain: 10 } })
    const ask = (value: number): Promise<number> => cache.get('chain', {}, async () => value, { ttlMs: 1_000 })
    await ask(1)
    clock.advance(9)
    expect(await ask(2)).toBe(1)
    clock.advance(1)
    expect(await ask(3)).toBe(3)
  })

  it('keeps an answer as long as its kind where the call has nothing to say of it', async () => {
    const { cache } = createDesk()
    const ask = (value: number): Promise<number> =>
      cache.get('chain', {}, async () => value, { ttlMs: (loaded) => (loaded === 0 ? 0 : undefined) })
    expect(await ask(0)).toBe(0)
    expect(await ask(1)).toBe(1)
    expect(await ask(2)).toBe(1)
  })

  it('keeps only the part of an answer that may be kept', async () => {
    const { cache } = createDesk()
    const ask = (): Promise<readonly number[]> =>
      cache.get('aggregates', {}, async () => [1, 2, 3], { keep: (bars) => bars.slice(0, 2) })
    expect(await ask()).toEqual([1, 2, 3])
    expect(await ask()).toEqual([1, 2])
  })

  it('asks one question under one key, in whatever order its parameters are named', async () => {
    const { ask, loads } = createDesk()
    await ask('chain', { underlying: 'SPY', expiration: '2026-12-18' })
    await ask('chain', { expiration: '2026-12-18', type: undefined, underlying: 'SPY' })
    expect(loads()).toBe(1)
  })

  it('tells questions apart whatever signs their parameters hold', async () => {
    const { cache } = createDesk()
    const answer = (params: Record<string, string | readonly string[]>, value: string): Promise<string> =>
      cache.get('tickers', params, async () => value)
    expect(await answer({ text: 'a&b=c' }, 'one')).toBe('one')
    expect(await answer({ text: 'a', b: 'c' }, 'two')).toBe('two')
    expect(await answer({ text: 'a,b' }, 'three')).toBe('three')
    expect(await answer({ text: ['a', 'b'] }, 'four')).toBe('four')
    expect(await answer({ text: 'a%2Cb' }, 'five')).toBe('five')
    expect(await answer({ text: ['b', 'a'] }, 'six')).toBe('six')
  })

  it('lets equal questions at the same time share one load', async () => {
    const { cache, clock } = createDesk()
    const gate = deferred<string>()
    let loads = 0
    const ask = (): Promise<string> =>
      cache.get('chain', {}, () => {
        loads++
        return gate.promise
      })
    const both = [ask(), ask()]
    gate.resolve('chain')
    expect(await Promise.all(both)).toEqual(['chain', 'chain'])
    expect(loads).toBe(1)
    expect(cache.health()).toMatchObject({ hits: 1, misses: 1 })
    expect(clock.pending).toBe(0)
  })

  it("ends only the wait of the caller who aborts, and the load when it was the last one's", async () => {
    const { cache, clock } = createDesk()
    const seen: AbortSignal[] = []
    const gate = deferred<string>()
    const first = new AbortController()
    const second = new AbortController()
    const ask = (signal: AbortSignal): Promise<string> =>
      cache.get(
        'chain',
        {},
        (shared) => {
          seen.push(shared)
          return gate.promise
        },
        { signal },
      )
    const left = failureOf(ask(first.signal))
    const stayed = failureOf(ask(second.signal))
    await clock.advanceAsync(0)

    first.abort(new Error('first left'))
    expect((await left).message).toBe('first left')
    expect(seen[0]?.aborted).toBe(false)
    second.abort(new Error('second left'))
    expect((await stayed).message).toBe('second left')
    expect(seen[0]?.aborted).toBe(true)

    const third = ask(new AbortController().signal)
    await clock.advanceAsync(0)
    expect(seen).toHaveLength(2)
    gate.resolve('late')
    expect(await third).toBe('late')
  })

  it('lets others join the load that follows an abandoned one, whenever that ends', async () => {
    const { cache, clock } = createDesk()
    const gates = [deferred<string>(), deferred<string>()]
    let loads = 0
    const ask = (signal?: AbortSignal): Promise<string> =>
      cache.get('chain', {}, () => gates[loads++]?.promise ?? Promise.resolve('third'), { signal })
    const caller = new AbortController()
    const left = failureOf(ask(caller.signal))
    await clock.advanceAsync(0)
    caller.abort(new Error('left'))
    await left

    const second = ask()
    await clock.advanceAsync(0)
    gates[0]?.reject(new Error('late failure of the abandoned load'))
    await clock.advanceAsync(0)
    const third = ask()
    gates[1]?.resolve('second')
    expect(await Promise.all([second, third])).toEqual(['second', 'second'])
    expect(loads).toBe(2)
  })

  it('does not begin for a caller who has already left', async () => {
    const { cache } = createDesk()
    const load = (): Promise<never> => Promise.reject(new Error('loaded'))
    const failure = failureOf(cache.get('chain', {}, load, { signal: AbortSignal.abort(new Error('left')) }))
    expect((await failure).message).toBe('left')
    expect(cache.health().misses).toBe(0)
  })

  it('does not keep a failure', async () => {
    const { cache, ask } = createDesk()
    const broken = (): Promise<number> =>
      cache.get('aggregates', { symbol: 'SPY' }, () => Promise.reject(new Error('503')))
    const both = await Promise.all([failureOf(broken()), failureOf(broken())])
    expect(both.map((error) => error.message)).toEqual(['503', '503'])
    expect(await ask()).toBe(1)
  })

  it('takes a load that throws at once as a failure', async () => {
    const { cache, ask } = createDesk()
    const failure = failureOf(
      cache.get('aggregates', { symbol: 'SPY' }, () => {
        throw new Error('bad argument')
      }),
    )
    expect((await failure).message).toBe('bad argument')
    expect(await ask()).toBe(1)
  })

  it('drops the answer that was not used for longest when there are too many', async () => {
    const { cache, ask } = createDesk({ maxEntries: 2 })
    await ask('chain', { underlying: 'A' })
    await ask('chain', { underlying: 'B' })
    await ask('chain', { underlying: 'A' })
    await ask('chain', { underlying: 'C' })
    expect(cache.entries().map((entry) => entry.key)).toEqual(['chain:underlying=A', 'chain:underlying=C'])
  })

  it.each([0, -1, 1.5, Number.NaN])('refuses to be bounded by %d entries', (maxEntries) => {
    expect(() => new MassiveCache({ clock: createFakeClock(), maxEntries })).toThrow(ConfigurationError)
  })

  it.each([
    [undefined, []],
    ['', []],
    ['chain:', ['contract:ticker=O:SPY']],
    ['chain:underlying=S', ['chain:underlying=QQQ', 'contract:ticker=O:SPY']],
    ['*SPY', ['chain:underlying=QQQ']],
    ['*=SPY', ['chain:underlying=QQQ', 'contract:ticker=O:SPY']],
    ['c*:*QQ*', ['chain:underlying=SPY', 'contract:ticker=O:SPY']],
    ['*chain:underlying=SPY*SPY', ['chain:underlying=QQQ', 'chain:underlying=SPY', 'contract:ticker=O:SPY']],
    ['underlying', ['chain:underlying=QQQ', 'chain:underlying=SPY', 'contract:ticker=O:SPY']],
  ])('clears by literal prefix or * pattern: %j', async (pattern, left) => {
    const { cache, ask } = createDesk()
    await ask('chain', { underlying: 'SPY' })
    await ask('chain', { underlying: 'QQQ' })
    await ask('contract', { ticker: 'O:SPY' })
    cache.clear(pattern)
    expect(
      cache
        .entries()
        .map((entry) => entry.key)
        .sort(),
    ).toEqual(left)
  })

  it.each(['(', '.+', '[chain', 'chain|', '(a+)+$', '\\'])(
    'takes %s literally, never as a regular expression',
    async (pattern) => {
      const { cache, ask } = createDesk()
      await ask('chain', { underlying: 'SPY' })
      cache.clear(pattern)
      expect(cache.entries()).toHaveLength(1)
    },
  )

  it('does not keep an answer that was under way when it was cleared', async () => {
    const { cache, clock } = createDesk()
    const gates = [deferred<string>(), deferred<string>()]
    let loads = 0
    const ask = (): Promise<string> => cache.get('chain', {}, () => gates[loads++]?.promise ?? Promise.resolve('third'))
    const old = ask()
    await clock.advanceAsync(0)
    cache.clear()
    const fresh = ask()
    await clock.advanceAsync(0)

    gates[1]?.resolve('new')
    expect(await fresh).toBe('new')
    gates[0]?.resolve('old')
    expect(await old).toBe('old')
    expect(await ask()).toBe('new')
  })

  it.each(['aggregates:symbol=SPY', 'aggregates:*SPY', 'aggregates:', ''])(
    'does not keep an answer under way to one of several questions of a key that %j clears',
    async (pattern) => {
      const { cache, clock } = createDesk()
      const gate = deferred<string>()
      const asked = cache.get('aggregates', { symbol: 'SPY' }, () => gate.promise, { question: { from: 1, upTo: 2 } })
      await clock.advanceAsync(0)
      cache.clear(pattern)
      gate.resolve('old')
      expect(await asked).toBe('old')
      expect(cache.entries()).toEqual([])
    },
  )

  it('reports each change of its figures', async () => {
    const changes: CacheHealth[] = []
    const { ask, cache } = createDesk({ onChange: (health) => changes.push(health) })
    expect(cache.health().hitRate).toBe(0)
    await ask()
    await ask()
    cache.clear()
    expect(changes.map(({ entries, hits, misses }) => ({ entries, hits, misses }))).toEqual([
      { entries: 0, hits: 0, misses: 1 },
      { entries: 1, hits: 0, misses: 1 },
      { entries: 1, hits: 1, misses: 1 },
      { entries: 0, hits: 1, misses: 1 },
    ])
  })

  it('loads what is kept too short for a question, and adds it to what is kept', async () => {
    const clock = createFakeClock()
    const cache = new MassiveCache({ clock })
    const given: (number | undefined)[] = []
    const ask = (least: number): Promise<number> =>
      cache.get<number>(
        'aggregates',
        {},
        async (_signal, kept) => {
          given.push(kept)
          return least
        },
        { question: { least }, suffices: (kept) => kept >= least, keep: (value, before = 0) => value + before },
      )
    expect(await Promise.all([ask(2), ask(2), ask(3)])).toEqual([2, 2, 3])
    expect(await ask(5)).toBe(5)
    expect(await ask(6)).toBe(6)
    expect(given).toEqual([undefined, undefined, 5])
    expect(cache.health()).toMatchObject({ entries: 1, hits: 2, misses: 3 })
  })

  it('lists what it keeps, and how often each was the answer', async () => {
    const { ask, cache, clock } = createDesk()
    await ask('holidays', {})
    for (let asked = 0; asked < 3; asked += 1) await ask('chain', { underlying: 'SPY' })
    const storedAt = clock.now()
    expect(cache.entries()).toEqual([
      { key: 'holidays:', kind: 'holidays', storedAt, expiresAt: Number.POSITIVE_INFINITY, isPersisted: true, hits: 0 },
      {
        key: 'chain:underlying=SPY',
        kind: 'chain',
        storedAt,
        expiresAt: storedAt + 900_000,
        isPersisted: false,
        hits: 2,
      },
    ])
  })
})
