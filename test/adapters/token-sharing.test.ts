import { describe, expect, it } from 'vitest'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import type { MassiveTokenManagerOptions } from '../../adapters/token-manager.ts'
import type { LocksLike } from '../../adapters/token-sharing.ts'
import type { StorageLike } from '../../adapters/storage-like.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { failureOf } from '../support/failure-of.ts'
import { createFakeFetch, json, never } from '../support/fake-fetch.ts'

const TOKEN_URL = 'http://proxy.test/api/ws-token'
const LIFETIME_MS = 600_000
/** The server's clock is ahead of the tabs' by so much. */
const AHEAD_MS = 7_000

/** Web Locks of one origin: one holder at a time, the others wait in order. */
function createFakeLocks(): LocksLike {
  let last: Promise<unknown> = Promise.resolve()
  return {
    async request(_name, { signal }, task) {
      const before = last
      let release: () => void = () => {}
      last = new Promise<void>((resolve) => (release = resolve))
      try {
        await new Promise<void>((resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason))
          void before.then(() => resolve())
        })
        return await task()
      } finally {
        void before.then(release)
      }
    },
  }
}

function createMemoryStorage(): StorageLike & { readonly items: Map<string, string> } {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

function createTabs(count: number, options: Partial<MassiveTokenManagerOptions> = {}) {
  const time = createFakeClock()
  const serverNow = (): number => time.now() + AHEAD_MS
  const server = createFakeFetch((_request, index) =>
    json({ token: `token-${index + 1}`, expiresAt: serverNow() + LIFETIME_MS, serverTime: serverNow() }),
  )
  const tab = (): MassiveTokenManager =>
    new MassiveTokenManager({ tokenUrl: TOKEN_URL, clock: time, fetch: server.fetch, random: () => 0, ...options })
  return { time, server, tabs: Array.from({ length: count }, tab) }
}

describe('token across tabs', () => {
  it('is asked for once when tabs have locks and storage in common', async () => {
    const { tabs, server } = createTabs(3, { locks: createFakeLocks(), sharedStorage: createMemoryStorage() })
    const tokens = await Promise.all(tabs.map((tab) => tab.getToken()))
    expect(tokens).toEqual(['token-1', 'token-1', 'token-1'])
    expect(server.requests).toHaveLength(1)
    expect(tabs.map((tab) => tab.isValid())).toEqual([true, true, true])
    expect(tabs.map((tab) => tab.health().clockSkewMs)).toEqual([AHEAD_MS, AHEAD_MS, AHEAD_MS])
  })

  it('is asked for by one tab at a time when they have locks alone', async () => {
    let open = 0
    let mostOpen = 0
    const { tabs, server } = createTabs(3, {
      locks: createFakeLocks(),
      fetch: async () => {
        mostOpen = Math.max(mostOpen, ++open)
        await new Promise((resolve) => setImmediate(resolve))
        open--
        return json({ token: 'token', expiresAt: LIFETIME_MS, serverTime: 0 })
      },
    })
    await Promise.all(tabs.map((tab) => tab.getToken()))
    expect(mostOpen).toBe(1)
    expect(server.requests).toHaveLength(0)
  })

  it('is not taken from another tab when it is the one that was refused', async () => {
    const { tabs, server } = createTabs(2, { sharedStorage: createMemoryStorage() })
    const [first, second] = tabs
    const token = (await first?.getToken()) ?? ''
    expect(await second?.getToken()).toBe('token-1')
    expect(await second?.refresh(token)).toBe('token-2')
    expect(await first?.refresh(token)).toBe('token-2')
    expect(server.requests).toHaveLength(2)
  })

  it('is not taken from another tab when it is about to be renewed itself', async () => {
    const { tabs, time } = createTabs(2, { sharedStorage: createMemoryStorage() })
    const [first, second] = tabs
    await first?.getToken()
    await time.advanceAsync(LIFETIME_MS - 60_000)
    expect(await second?.getToken()).toBe('token-2')
  })

  it('does not wait for ever for a tab that was frozen while it held the lock', async () => {
    const frozen: LocksLike = {
      request: (_name, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    }
    const { tabs, time } = createTabs(1, { locks: frozen })
    const token = tabs[0]?.getToken()
    await time.advanceAsync(3_000)
    expect(await token).toBe('token-1')
    expect(time.pending).toBe(0)
  })

  it('stops waiting for the lock when the caller leaves', async () => {
    const caller = new AbortController()
    const frozen: LocksLike = {
      request: (_name, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    }
    const { tabs, time, server } = createTabs(1, { locks: frozen })
    const failure = failureOf(tabs[0]?.getToken({ signal: caller.signal }) ?? Promise.resolve())
    await time.advanceAsync(1)
    caller.abort(new Error('left'))
    expect((await failure).message).toBe('left')
    await time.advanceAsync(10_000)
    expect(server.requests).toHaveLength(0)
    expect(time.pending).toBe(0)
  })

  it('is fetched where locks are refused', async () => {
    const refused: LocksLike = { request: () => Promise.reject(new DOMException('denied', 'SecurityError')) }
    const { tabs } = createTabs(1, { locks: refused })
    expect(await tabs[0]?.getToken()).toBe('token-1')
  })

  it('does not ask twice when the request under a lock fails', async () => {
    const server = createFakeFetch(() => new Response('', { status: 500 }))
    const { tabs } = createTabs(1, { locks: createFakeLocks(), fetch: server.fetch })
    await failureOf(tabs[0]?.getToken() ?? Promise.resolve())
    expect(server.requests).toHaveLength(1)
  })

  it.each(['{', '"token"', '{"token":5}', 'null'])('is fetched where what another tab left is %s', async (content) => {
    const sharedStorage = createMemoryStorage()
    sharedStorage.items.set(`massive-market-data/token ${TOKEN_URL}`, content)
    const { tabs } = createTabs(1, { sharedStorage })
    expect(await tabs[0]?.getToken()).toBe('token-1')
  })

  it('is fetched where storage is blocked', async () => {
    const fail = (): never => {
      throw new DOMException('denied', 'SecurityError')
    }
    const { tabs } = createTabs(1, { sharedStorage: { getItem: fail, setItem: fail, removeItem: fail } })
    expect(await tabs[0]?.getToken()).toBe('token-1')
  })

  it('gives up a request that nobody waits for any more', async () => {
    const server = createFakeFetch(never)
    const caller = new AbortController()
    const { tabs, time } = createTabs(1, { fetch: server.fetch })
    const failure = failureOf(tabs[0]?.getToken({ signal: caller.signal }) ?? Promise.resolve())
    await time.advanceAsync(1)
    caller.abort(new Error('left'))
    await failure
    await time.advanceAsync(0)
    expect(server.open).toBe(0)
    expect(time.pending).toBe(0)
  })
})
