import { assertNever } from '../../domain/assert-never.ts'
import { TIMEFRAMES, barWindow } from '../../domain/timeframe.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { PAGE_SESSION } from './page-session.ts'
import type { Question } from './page-session.ts'
import { print } from './rest-bench.ts'

/* How many look-ups of a page's session the provider's cache answers, or joins to a request already under way. */

const ANSWER_MS = 80
const LIMIT_PERCENT = 70
/** Parts of a page mount one after the other, not in one instant. */
const BETWEEN_PARTS_MS = 1

const clock = createFakeClock()
const openedAt = clock.now()
const provider = new MassiveDataProvider({
  baseUrl: 'http://proxy.test/api/massive',
  wsUrl: 'ws://proxy.test/ws',
  tokenUrl: 'http://proxy.test/api/ws-token',
  clock,
  random: () => 0.5,
  storage: null,
  fetch: answer,
})

/** What the proxy would answer, in an open session: bars end with one that is forming. */
async function answer(input: string | URL | Request): Promise<Response> {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  await new Promise<void>((resolve) => void clock.after(ANSWER_MS, resolve))
  if (pathname.endsWith('/ws-token')) {
    return Response.json({ token: 'token', serverTime: clock.now(), expiresAt: clock.now() + 3_600_000 })
  }
  if (pathname.endsWith('/now')) return Response.json({ market: 'open' })
  if (pathname.endsWith('/upcoming')) return Response.json([])
  const [, multiplier, span] = /range\/(\d+)\/(\w)/.exec(pathname) ?? []
  const timeframe = TIMEFRAMES.find((each) => each === `${multiplier}${span}`)
  if (timeframe === undefined) return Response.json({ results: [] })
  const { start } = barWindow(timeframe, clock.now())
  const before = barWindow(timeframe, start - 1).start
  return Response.json({ results: [before, start].map((t) => ({ t, o: 1, h: 1, l: 1, c: 1 })) })
}

function ask(question: Question): Promise<unknown> {
  switch (question.kind) {
    case 'market-status':
      return provider.getMarketStatus()
    case 'holidays':
      return provider.getMarketHolidays()
    case 'chain':
      return provider.getOptionsChain(question.underlying)
    case 'aggregates': {
      const now = clock.now()
      return provider.getAggregates(question.symbol, question.timeframe, now - question.lookBackMs, now)
    }
    default:
      return assertNever(question)
  }
}

const byKind = new Map<Question['kind'], { lookUps: number; hits: number }>()
const pending: Promise<unknown>[] = []
for (const { atMs, questions } of PAGE_SESSION) {
  await clock.advanceAsync(Math.max(0, openedAt + atMs - clock.now()))
  for (const question of questions) {
    const hitsBefore = provider.getHealth().cache.hits
    pending.push(ask(question))
    await clock.advanceAsync(BETWEEN_PARTS_MS)
    const counts = byKind.get(question.kind) ?? { lookUps: 0, hits: 0 }
    counts.lookUps++
    counts.hits += provider.getHealth().cache.hits - hitsBefore
    byKind.set(question.kind, counts)
  }
}
await clock.advanceAsync(10_000)
await Promise.all(pending)
provider.disconnect()

const { hits, misses, hitRate } = provider.getHealth().cache
print(`cache on a page's session of ${hits + misses} look-ups`, [
  { name: 'hit rate', value: hitRate * 100, unit: '%', limit: { atLeast: LIMIT_PERCENT } },
  ...[...byKind].map(([kind, counts]) => ({
    name: `of ${counts.lookUps} look-ups for ${kind}`,
    value: (counts.hits / counts.lookUps) * 100,
    unit: '%' as const,
  })),
])
