import { MassiveCache } from '../../adapters/cache.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { PAGE_SESSION } from './page-session.ts'
import { print } from './rest-bench.ts'

/* How many look-ups of a page's session the cache answers, or joins to a request already under way. */

const ANSWER_MS = 80
const LIMIT_PERCENT = 70

const clock = createFakeClock()
const openedAt = clock.now()
const cache = new MassiveCache({ clock })
const asked = new Map<string, number>()

const pending: Promise<unknown>[] = []
for (const { atMs, kind, params } of PAGE_SESSION) {
  await clock.advanceAsync(Math.max(0, openedAt + atMs - clock.now()))
  const load = async (): Promise<string> => {
    asked.set(kind, (asked.get(kind) ?? 0) + 1)
    await new Promise<void>((resolve) => void clock.after(ANSWER_MS, resolve))
    return kind
  }
  // bars of an open session end with one that is forming: they are never answered twice
  pending.push(cache.get(kind, params, load, kind === 'aggregates' ? { ttlMs: 0 } : {}))
}
await clock.advanceAsync(ANSWER_MS)
await Promise.all(pending)

const { hitRate, stale } = cache.health()
print(`cache on a page's session of ${PAGE_SESSION.length} look-ups`, [
  { name: 'hit rate', value: hitRate * 100, unit: '%', limit: { atLeast: LIMIT_PERCENT } },
  { name: 'look-ups whose answer had aged', value: (stale / PAGE_SESSION.length) * 100, unit: '%' },
  ...[...asked].map(([kind, count]) => ({ name: `requests: ${kind}`, value: count, unit: 'requests' as const })),
])
