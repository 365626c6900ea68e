import { assertNever } from '../../domain/assert-never.ts'
import { TIMEFRAMES, barWindow } from '../../domain/timeframe.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { FakeStreamServer } from '../../test/support/fake-stream-server.ts'
import { readSession } from './recorded-session.ts'
import type { RecordedCall } from './recorded-session.ts'
import { print } from './rest-bench.ts'

/*
 * How many look-ups of a page's session the provider's cache answers. A hit is a look-up that causes no request of its
 * own: what it asks for is kept, is kept and carried on by the stream, or is asked for already. All else is a miss,
 * however small the request.
 */

const ANSWER_MS = 80
const LIMIT_PERCENT = 70
const MINUTE_MS = 60_000
/** A contract trades in one minute of so many. */
const QUIET_MINUTES = 3

const { startedAt, calls } = readSession()
let fetchedBars = 0
let answeredBars = 0
const clock = createFakeClock({ now: startedAt })
const server = new FakeStreamServer({ clock })
server.recency = 'real-time'
const provider = new MassiveDataProvider({
  baseUrl: 'http://proxy.test/api/massive',
  wsUrl: 'ws://proxy.test/ws',
  tokenUrl: 'http://proxy.test/api/ws-token',
  clock,
  random: () => 0.5,
  storage: null,
  fetch: answer,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a socket in memory has all that the provider uses
  WebSocket: server.network.WebSocket as typeof WebSocket,
})

/** What the proxy would answer, in an open session: bars end with one that is forming. */
async function answer(input: string | URL | Request): Promise<Response> {
  const { pathname } = new URL(input instanceof Request ? input.url : input)
  await new Promise<void>((resolve) => void clock.after(ANSWER_MS, resolve))
  const now = clock.now()
  if (pathname.endsWith('/ws-token')) {
    return Response.json({ token: 'token', serverTime: now, expiresAt: now + 3_600_000 })
  }
  if (pathname.endsWith('/now')) return Response.json({ market: 'open', serverTime: new Date(now).toISOString() })
  if (pathname.endsWith('/upcoming')) return Response.json([])
  const [, multiplier, span, from, to] = /range\/(\d+)\/(\w)\w*\/(\d+)\/(\d+)/.exec(pathname) ?? []
  const timeframe = TIMEFRAMES.find((each) => each === `${multiplier}${span}`)
  if (timeframe === undefined) return Response.json({ results: [] })
  const results: { t: number; o: number; h: number; l: number; c: number; v: number }[] = []
  for (let t = barWindow(timeframe, Number(from)).start; t <= Math.min(now, Number(to));) {
    results.push({ t, o: 1, h: 1, l: 1, c: 1, v: 1 })
    t = barWindow(timeframe, t).end
  }
  fetchedBars += results.length
  return Response.json({ results })
}

/** Quotes and minute bars of all that is held, every minute. */
function streamMinute(): void {
  const minute = clock.now() / MINUTE_MS
  for (const held of server.subscribed) {
    const [channel, symbol = ''] = held.split('|')
    if (channel === 'Q') server.quote(symbol, 1)
    const isQuiet = symbol.startsWith('O:') && minute % QUIET_MINUTES !== 0
    if (channel === 'AM' && !isQuiet) server.bar(symbol, 1)
  }
}

type Outcome = (() => void) | Promise<unknown>

function make(call: RecordedCall, signal: AbortSignal): Outcome {
  const ignore = (): void => {}
  switch (call.method) {
    case 'getMarketStatus':
      return provider.getMarketStatus({ signal })
    case 'getMarketHolidays':
      return provider.getMarketHolidays(undefined, { signal })
    case 'getOptionsChain':
      return provider.getOptionsChain(...call.args, { signal })
    case 'getAggregates':
      return provider.getAggregates(...call.args, { signal }).then((bars) => void (answeredBars += bars.length))
    case 'getOptionTrades':
      return provider.getOptionTrades(...call.args, { signal })
    case 'search':
      return provider.tickers.search(call.args[0], { ...call.args[1], signal })
    case 'subscribeQuotes':
      return provider.subscribeQuotes(call.args[0], ignore)
    case 'subscribeTrades':
      return provider.subscribeTrades(call.args[0], ignore)
    case 'subscribeAggregates':
      return provider.subscribeAggregates(call.args[0], ignore, call.args[1])
    default:
      return assertNever(call)
  }
}

const byMethod = new Map<RecordedCall['method'], { lookUps: number; hits: number }>()
const pending: Promise<unknown>[] = []

/** What a call asks about; of bars, whatever the range. */
const subjectOf = ({ method, args }: RecordedCall): string =>
  JSON.stringify([method, method === 'getAggregates' ? args.slice(0, 2) : args])

const asked = new Set<string>()
const again: number[] = []

function replay(call: RecordedCall): void {
  const controller = new AbortController()
  const hitsBefore = provider.getHealth().cache.hits
  const outcome = make(call, controller.signal)
  const endsIn = call.endedAtMs === undefined ? undefined : call.endedAtMs - call.atMs
  if (typeof outcome === 'function') {
    if (endsIn !== undefined) clock.after(endsIn, outcome)
    return
  }
  if (endsIn !== undefined) clock.after(endsIn, () => controller.abort())
  pending.push(outcome.catch((error: unknown) => controller.signal.aborted || Promise.reject(error)))
  const counts = byMethod.get(call.method) ?? { lookUps: 0, hits: 0 }
  byMethod.set(call.method, counts)
  const hit = provider.getHealth().cache.hits - hitsBefore
  counts.lookUps++
  counts.hits += hit
  const subject = subjectOf(call)
  if (asked.has(subject)) again.push(hit)
  asked.add(subject)
}

clock.after(MINUTE_MS - (startedAt % MINUTE_MS) + 500, () => {
  streamMinute()
  clock.every(MINUTE_MS, streamMinute)
})
for (const call of calls) clock.after(call.atMs, () => replay(call))
clock.every(1_000, () => {
  for (const held of server.subscribed) if (held.startsWith('Q|')) server.quote(held.slice(2), 1)
})
await clock.advanceAsync((calls.at(-1)?.atMs ?? 0) + 10_000)
await Promise.all(pending)
provider.disconnect()

const { hits, misses, hitRate } = provider.getHealth().cache
print(`cache on a recorded page session of ${hits + misses} look-ups`, [
  { name: 'hit rate', value: hitRate * 100, unit: '%', limit: { atLeast: LIMIT_PERCENT } },
  ...[...byMethod].map(([method, counts]) => ({
    name: `of ${counts.lookUps} look-ups by ${method}`,
    value: (counts.hits / counts.lookUps) * 100,
    unit: '%' as const,
  })),
  {
    name: `of ${again.length} look-ups for what was asked before`,
    value: (again.reduce((sum, hit) => sum + hit, 0) / again.length) * 100,
    unit: '%',
  },
  { name: 'of the bars answered were not fetched for it', value: (1 - fetchedBars / answeredBars) * 100, unit: '%' },
])
