import { describe, expect, it } from 'vitest'
import { MassiveCache } from '../../adapters/cache.ts'
import type { StorageLike } from '../../adapters/cache.ts'
import { marketHoliday, optionContract } from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'

const KEY = 'massive-market-data/cache'

interface MemoryStorage extends StorageLike {
  readonly items: Map<string, string>
}

function createMemoryStorage(quota = Number.POSITIVE_INFINITY): MemoryStorage {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem(key, value) {
      if (value.length > quota) throw new DOMException('The quota has been exceeded', 'QuotaExceededError')
      items.set(key, value)
    },
    removeItem: (key) => void items.delete(key),
  }
}

const blocked: StorageLike = {
  getItem: () => fail(),
  setItem: () => fail(),
  removeItem: () => fail(),
}
const fail = (): never => {
  throw new DOMException('Access is denied', 'SecurityError')
}

const never = (): Promise<never> => Promise.reject(new Error('had to load'))

describe('cache persistence', () => {
  it('answers holidays and contracts of an earlier visit, and nothing else', async () => {
    const storage = createMemoryStorage()
    const clock = createFakeClock()
    const before = new MassiveCache({ clock, storage })
    const holidays = [marketHoliday({ date: '2026-11-26' })]
    const contract = optionContract()
    await before.get('holidays', {}, async () => holidays)
    await before.get('contract', { ticker: contract.ticker }, async () => contract)
    await before.get('chain', {}, async () => 'chain')
    clock.advance(60_000)

    const after = new MassiveCache({ clock, storage })
    expect(await after.get('holidays', {}, never)).toEqual(holidays)
    expect(await after.get('contract', { ticker: contract.ticker }, never)).toEqual(contract)
    await expect(after.get('chain', {}, never)).rejects.toThrow('had to load')
  })

  it('keeps nothing of an earlier visit for longer than it is told to now', async () => {
    const storage = createMemoryStorage()
    const clock = createFakeClock()
    const before = new MassiveCache({ clock, storage })
    const holidays = [marketHoliday({ date: '2026-11-26' })]
    await before.get('holidays', {}, async () => holidays)
    await before.get('contract', {}, async () => optionContract())
    clock.advance(60_000)

    const after = new MassiveCache({ clock, storage, ttlMs: { contract: 60_000, holidays: 60_001 } })
    expect(await after.get('holidays', {}, never)).toEqual(holidays)
    await expect(after.get('contract', {}, never)).rejects.toThrow('had to load')
  })

  it('forgets a kept contract when it has aged and holidays when all have passed', async () => {
    const storage = createMemoryStorage()
    const clock = createFakeClock()
    const before = new MassiveCache({ clock, storage })
    await before.get('holidays', {}, async () => [marketHoliday({ date: '2026-11-26' })])
    await before.get('contract', {}, async () => optionContract())

    clock.advance(900_000)
    expect(new MassiveCache({ clock, storage }).entries().map((entry) => entry.kind)).toEqual(['holidays'])
    clock.advance(30 * 86_400_000)
    expect(new MassiveCache({ clock, storage }).entries()).toEqual([])
  })

  it('distrusts what was stored by a clock that ran ahead', async () => {
    const storage = createMemoryStorage()
    const before = new MassiveCache({ clock: createFakeClock({ now: Date.UTC(2026, 10, 21) }), storage })
    await before.get('contract', {}, async () => optionContract())
    const after = new MassiveCache({ clock: createFakeClock({ now: Date.UTC(2026, 10, 20) }), storage })
    expect(after.entries()).toEqual([])
  })

  it('clears what is stored with what is remembered', async () => {
    const storage = createMemoryStorage()
    const cache = new MassiveCache({ clock: createFakeClock(), storage })
    await cache.get('contract', {}, async () => optionContract())
    expect(storage.items.size).toBe(1)
    cache.clear('contract:')
    expect(storage.items.size).toBe(0)
  })

  it('works with storage that is blocked', async () => {
    const cache = new MassiveCache({ clock: createFakeClock(), storage: blocked })
    const contract = optionContract()
    expect(await cache.get('contract', {}, async () => contract)).toBe(contract)
    expect(await cache.get('contract', {}, never)).toBe(contract)
    cache.clear()
  })

  it('keeps the newest contracts when the storage is full', async () => {
    const entryLength = 700
    const storage = createMemoryStorage(entryLength * 3)
    const cache = new MassiveCache({ clock: createFakeClock(), storage })
    for (let index = 0; index < 8; index++) {
      await cache.get('contract', { index }, async () => optionContract({ strike: 600 + index }))
    }
    const restored = new MassiveCache({ clock: createFakeClock(), storage }).entries().map((entry) => entry.key)
    expect(restored.length).toBeGreaterThan(0)
    expect(restored.length).toBeLessThan(8)
    expect(restored.at(-1)).toBe('contract:index=7')
  })

  it('keeps nothing in storage that has no room at all', async () => {
    const storage = createMemoryStorage(10)
    const cache = new MassiveCache({ clock: createFakeClock(), storage })
    await cache.get('contract', {}, async () => optionContract())
    expect(storage.items.size).toBe(0)
  })

  it.each([
    ['text that is not JSON', '{"version":1,'],
    ['a document of another version', JSON.stringify({ version: 2, entries: [] })],
    ['a document without entries', JSON.stringify({ version: 1 })],
    ['no document at all', '"hello"'],
  ])('starts afresh from %s', (_name, content) => {
    const storage = createMemoryStorage()
    storage.items.set(KEY, content)
    const cache = new MassiveCache({ clock: createFakeClock(), storage })
    expect(cache.entries()).toEqual([])
    expect(storage.items.size).toBe(0)
  })

  it('leaves out single entries that are not what their kind says', () => {
    const storage = createMemoryStorage()
    const saved = { storedAt: 0, expiresAt: null }
    storage.items.set(
      KEY,
      JSON.stringify({
        version: 1,
        entries: [
          { key: 'a', kind: 'contract', value: { ticker: 5 }, ...saved },
          { key: 'b', kind: 'holidays', value: 'none', ...saved },
          { key: 'c', kind: 'contract', value: optionContract(), ...saved },
        ],
      }),
    )
    const cache = new MassiveCache({ clock: createFakeClock(), storage })
    expect(cache.entries().map((entry) => entry.key)).toEqual(['c'])
  })
})
