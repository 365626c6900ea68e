import { assertNever } from '../../domain/assert-never.ts'
import { TIMEFRAMES, barWindow } from '../../domain/timeframe.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import { PROVIDER_SETTINGS, STORE_SETTINGS } from '../../demo/desk/settings.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { FakeStreamServer } from '../../test/support/fake-stream-server.ts'
import { readSession } from './recorded-session.ts'
import type { RecordedCall } from './recorded-session.ts'
import { print } from './rest-bench.ts'

/*
 * How many look-ups of a page's session the provider's cache answers. A hit is a look-up that causes no request of its
 * own: what it asks for is kept, is kept and carried on by the stream, or is asked for already. All else is a miss,
 * however small the request. The first look at anything is a miss for any cache; an ideal one answers every look-up
 * for what was asked before.
 */

const ANSWER_MS = 80
const LIMIT_PERCENT = 70
const MINUTE_MS = 60_000
/** A contract trades in one minute of so many, of which stream and REST tell alike. */
const QUIET_MINUTES = 3

// loading code takes none of the session's time
await Promise.all([import('../../src/rest-part.ts'), import('../../adapters/transport/transport.ts')])

const { startedAt, calls } = readSession()
const traded = new Set(calls.flatMap(({ method, args }) => (method === 'getOptionTrades' ? [args[0]] : [])))
let requests = 0
let fetchedBars = 0
let answeredBars = 0
const clock = createFakeClock({ now: startedAt })
const server = new FakeStreamServer({ clock })
server.recency = 'real-time'
const provider = new MassiveDataProvider({
  baseUrl: 'http://proxy.test/api/massive',
  wsUrl: 'ws://proxy.test/ws',
  tokenUrl: 'http://proxy.test/api/ws-token',
  store: createMarketDataStore({ clock, devtools: false, ...STORE_SETTINGS }),
  clock,
  random: () => 0.5,
  storage: null,
  fetch: answer,
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a socket in memory has all that the provider uses
  WebSocket: server.network.WebSocket as typeof WebSocket,
  ...PROVIDER_SETTINGS,
})

/** What the proxy would answer, in an open session: bars end with one that is forming. */
async function answer(input: string | URL | Request): Promise<Response> {
  const { pathname, searchParams } = new URL(input instanceof Request ? input.url : input)
  await new Promise<void>((resolve) => void clock.after(ANSWER_MS, resolve))
  const now = clock.now()
  if (pathname.endsWith('/ws-token')) {
    return Response.json({ token: 'token', serverTime: now, expiresAt: now + 3_600_000 })
  }
  requests++
  if (pathname.endsWith('/now')) return Response.json({ market: 'open', serverTime: new Date(now).toISOString() })
  if (pathname.endsWith('/upcoming')) return Response.json([])
  const [, traded] = /trades\/(.+)$/.exec(pathname) ?? []
  if (traded !== undefined) return Response.json({ results: newestTrades(decodeURIComponent(traded), searchParams) })
  const [, symbol = '', ...range] = /ticker\/(.+)\/range\/(\d+)\/(\w)\w*\/(\d+)\/(\d+)/.exec(pathname) ?? []
  const [multiplier, span, from, to] = range
  const timeframe = TIMEFRAMES.find((each) => each === `${multiplier}${span}`)
  // of seconds neither stream nor REST tells
  if (timeframe === undefined || timeframe === '1s') return Response.json({ results: [] })
  const results = barsBetween(decodeURIComponent(symbol), timeframe, Number(from), Math.min(now, Number(to)))
  fetchedBars += results.length
  return Response.json({ results })
}

function barsBetween(symbol: string, timeframe: Timeframe, from: number, to: number): readonly object[] {
  const results: object[] = []
  for (let t = barWindow(timeframe, from).start; t <= to; t = barWindow(timeframe, t).end) {
    if (timeframe !== '1m' || isTradedIn(symbol, t)) results.push({ t, o: 1, h: 1, l: 1, c: 1, v: 1 })
  }
  return results
}

/** As the vendor tells them: the newest first. */
function newestTrades(symbol: string, params: URLSearchParams): readonly object[] {
  const sinceMs = Number(params.get('timestamp.gte') ?? 0) / 1e6
  return server
    .tradesOf(symbol)
    .slice(-Number(params.get('limit')))
    .filter(({ timestamp }) => timestamp >= sinceMs)
    .map(({ price, size, timestamp, sequence }) => {
      return { price, size, exchange: 4, sip_timestamp: timestamp * 1e6, sequence_number: sequence }
    })
    .toReversed()
}

const isTradedIn = (symbol: string, minuteStart: number): boolean =>
  !symbol.startsWith('O:') || (minuteStart / MINUTE_MS) % QUIET_MINUTES === 0

/** The bars of the minute that is over, of all that are held. */
function streamMinute(): void {
  const { start: end } = barWindow('1m', clock.now())
  for (const symbol of heldOn('AM')) if (isTradedIn(symbol, end - MINUTE_MS)) server.bar(symbol, 1, end)
}

/** Quotes of all that are held, and trades whether they are held or not: one a second. */
function streamSecond(): void {
  for (const symbol of heldOn('Q')) server.quote(symbol, 1)
  for (const symbol of traded) if (isTradedIn(symbol, barWindow('1m', clock.now()).start)) server.trade(symbol, 1)
}

const heldOn = (channel: string): readonly string[] =>
  [...server.subscribed].filter((held) => held.startsWith(`${channel}|`)).map((held) => held.slice(channel.length + 1))

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
clock.every(1_000, streamSecond)
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
  { name: 'of all: the rate of an ideal cache', value: (again.length / (hits + misses)) * 100, unit: '%' },
  { name: 'requests, those of the stream too', value: requests, unit: '' },
  { name: 'bars fetched for each that was answered', value: fetchedBars / answeredBars, unit: '' },
])
