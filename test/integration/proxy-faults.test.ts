import { describe, expect, it } from 'vitest'
import { systemClock } from '../../domain/clock.ts'
import type { GapData, ServerMessage, WireAggregate, WireTrade } from '../../domain/wire-protocol.ts'
import { createProxy } from '../../proxy/server.ts'
import type { ProxyOptions } from '../../proxy/options.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { createFastClock } from '../support/fast-clock.ts'
import { onTestEnd } from '../support/proxy-world.ts'
import { openWireClient } from '../support/wire-client.ts'
import type { WireClient } from '../support/wire-client.ts'

/** Bars come in order: one of a second so long after a minute comes behind the minute's second version. */
const RESENT_WITHIN_MS = 4_000
/** The market's time: minutes of it pass in seconds. */
const BAR_SPEED = 60
const MINUTE_MS = 60_000
const SYMBOLS = ['SPY', 'AAPL', 'QQQ'] as const

interface World {
  readonly simulator: Simulator
  readonly proxyOptions: ProxyOptions
  readonly page: WireClient
  /** The newest quote the client was sent. */
  readonly bidOf: (symbol: string) => number | undefined
}

async function connectPage(url: string, wsUrl: string): Promise<WireClient> {
  const answer: unknown = await (await fetch(`${url}/api/ws-token`, { method: 'POST' })).json()
  const token = typeof answer === 'object' && answer !== null && 'token' in answer ? String(answer.token) : ''
  const page = openWireClient(`${wsUrl}/indices?token=${token}`)
  onTestEnd(() => page.socket.terminate())
  page.send({ action: 'subscribe', symbols: SYMBOLS })
  page.send({ action: 'subscribe', channel: 'T', symbols: SYMBOLS })
  await page.next('T')
  await page.next('Q')
  return page
}

async function createWorld(options: Partial<ProxyOptions> = {}, speed = 1): Promise<World> {
  const clock = speed === 1 ? systemClock : createFastClock(speed)
  const simulator = await createSimulator({ ticksPerSecond: 500 / speed, clock })
  onTestEnd(() => simulator.close())
  const proxyOptions: ProxyOptions = {
    apiKey: simulator.apiKey,
    restUrl: simulator.restUrl,
    wsUrl: simulator.wsUrl,
    port: 0,
    logLevel: 'silent',
    clock,
    closeGraceMs: 200 * speed,
    evictedRetryMs: 100 * speed,
    upstreamPingIntervalMs: 100 * speed,
    muteAfterMs: 150 * speed,
    ackTimeoutMs: 100 * speed,
    handshakeTimeoutMs: 10_000 * speed,
    requestTimeoutMs: 15_000 * speed,
    authTimeoutMs: 5_000 * speed,
    pingIntervalMs: 25_000 * speed,
    tokenTtlMs: 3_600_000,
    ...options,
  }
  const proxy = await createProxy(proxyOptions)
  onTestEnd(() => proxy.close())
  const page = await connectPage(proxy.url, proxy.wsUrl)
  const bidOf = (symbol: string): number | undefined => {
    const last = page.messages.findLast((message) => message.type === 'Q' && message.data.symbol === symbol)
    return last?.type === 'Q' ? last.data.bid : undefined
  }
  return { simulator, proxyOptions, page, bidOf }
}

/** Trades the market published that the client neither got nor was told of. */
function unaccountedTrades(
  { simulator, page }: Pick<World, 'simulator' | 'page'>,
  symbol: string,
  until = Infinity,
): readonly unknown[] {
  const got = page.messages.flatMap((each) => (each.type === 'T' && each.data.symbol === symbol ? [each.data] : []))
  const gaps = page.messages.flatMap((each) => (each.type === 'gap' && each.data.symbol === symbol ? [each.data] : []))
  const [first, last] = [got.at(0)?.timestamp ?? 0, got.at(-1)?.timestamp ?? 0]
  const known = new Set(got.map(({ sequence }) => sequence))
  return simulator.truth
    .trades(symbol, first, Math.min(last, until))
    .filter((trade) => !known.has(trade.sequence) && !gaps.some((gap) => covers(gap, trade.timestamp)))
}

const covers = ({ from, to }: GapData, at: number): boolean => at >= from && at <= to

/** Numbers of one stream rise by one, within one process of the proxy. */
function holesIn(items: readonly (WireTrade | WireAggregate)[]): readonly number[] {
  return items.slice(1).flatMap((item, index) => {
    const previous = items[index]
    return previous === undefined || previous.epoch !== item.epoch || item.offset === previous.offset + 1
      ? []
      : [item.offset]
  })
}

/** Waits until what the client shows of every symbol is what the market says. */
async function converge({ simulator, bidOf }: World, symbols: readonly string[]): Promise<void> {
  for (const symbol of symbols) {
    await expect
      .poll(() => bidOf(symbol) === simulator.truth.quote(symbol).bid, { timeout: 10_000, interval: 1 })
      .toBe(true)
  }
}

type Bar = Omit<WireAggregate, 'epoch' | 'offset'>

const pricesOf = ({ start, open, high, low, close, volume = 0 }: Bar): string =>
  [start, open, high, low, close, volume].join()

/** A trade reported late is no part of the second it is reported in: it changes the minute it happened in. */
const REPORTED_LATE = 12

/** Finished second bars as the trades of the market make them. */
function trueSeconds({ simulator }: World, symbol: string, from: number, to: number): readonly Bar[] {
  const seconds = new Map<number, Bar>()
  for (const { timestamp, price, size, conditions } of simulator.truth.trades(symbol, from, to)) {
    if (conditions?.includes(REPORTED_LATE)) continue
    const start = timestamp - (timestamp % 1_000)
    const known = seconds.get(start)
    const { open, high, low, volume = 0 } = known ?? { open: price, high: price, low: price, volume: 0 }
    const bar = { open, high: Math.max(high, price), low: Math.min(low, price), close: price, volume: volume + size }
    seconds.set(start, { symbol, timeframe: '1s', start, end: start + 1_000, ...bar })
  }
  return [...seconds.values()]
}

interface BarReport {
  /** Bars the market finished that the client neither got nor was told of. */
  readonly missing: readonly string[]
  /** Bars whose last version differs from the market's, and is not covered by a gap that was told later. */
  readonly wrong: readonly string[]
  readonly twice: readonly string[]
  readonly count: number
}

function compareBars(world: World, channel: 'A' | 'AM', symbol: string, from: number, to: number): BarReport {
  const { page, simulator } = world
  const sent = page.messages.flatMap((each) =>
    each.type === channel && each.data.symbol === symbol && each.data.start >= from && each.data.start < to
      ? [each.data]
      : [],
  )
  const gaps = page.messages.flatMap((each) =>
    each.type === 'gap' && each.data.symbol === symbol && each.data.channel === channel ? [each.data] : [],
  )
  const truth = channel === 'A' ? trueSeconds(world, symbol, from, to) : simulator.truth.bars(symbol, from, to)
  const known = new Set(sent.map(({ start }) => start))
  const right = new Set(truth.map(pricesOf))
  return {
    count: sent.length,
    missing: truth.filter(({ start }) => !known.has(start) && !gaps.some((gap) => covers(gap, start))).map(pricesOf),
    wrong: newestOf(sent)
      .filter((bar) => !right.has(pricesOf(bar)) && !isRevisedInGap(page.messages, channel, bar))
      .map(pricesOf),
    twice: sent.map(pricesOf).filter((text, index, all) => all.indexOf(text) !== index),
  }
}

/** Of a bar that was sent again after a late trade, the last version. */
function newestOf(bars: readonly WireAggregate[]): readonly WireAggregate[] {
  return [...new Map(bars.map((bar) => [bar.start, bar])).values()]
}

/** A later version was sent while nothing came through: a gap told afterwards covers the bar, so it is asked for again. */
function isRevisedInGap(messages: readonly ServerMessage[], channel: 'A' | 'AM', bar: WireAggregate): boolean {
  const sentAt = messages.findIndex((each) => each.data === bar)
  return messages
    .slice(sentAt)
    .some(
      ({ type, data }) =>
        type === 'gap' && data.channel === channel && data.symbol === bar.symbol && covers(data, bar.start),
    )
}

const FAULTS: readonly (readonly [string, (world: World) => void])[] = [
  ['breaks every connection', ({ simulator }) => simulator.faults.dropAll()],
  ['evicts the connection', ({ simulator }) => simulator.faults.evict('stocks')],
  ['goes half-open', ({ simulator }) => simulator.faults.halfOpen('stocks')],
  ['sends broken frames in place of good ones', ({ simulator }) => simulator.faults.malformed(5, true)],
  ['sends broken frames between good ones', ({ simulator }) => simulator.faults.malformed(5)],
  [
    'answers REST with 429 for a while and breaks the connection',
    ({ simulator }) => {
      simulator.faults.rest({ status: 429, count: 3, retryAfter: 1 })
      simulator.faults.dropAll()
    },
  ],
]

describe('the proxy when the vendor', () => {
  it.each(FAULTS)('%s converges to the truth and accounts for every trade', async (_, inject) => {
    const world = await createWorld()
    const { page } = world
    const before = page.messages.length

    inject(world)

    await expect
      .poll(() => page.messages.slice(before).filter(({ type }) => type === 'T').length, {
        timeout: 15_000,
        interval: 20,
      })
      .toBeGreaterThan(60)
    await converge(world, SYMBOLS)
    for (const symbol of SYMBOLS) {
      expect(unaccountedTrades(world, symbol)).toEqual([])
      const trades = page.messages.flatMap((each) =>
        each.type === 'T' && each.data.symbol === symbol ? [each.data] : [],
      )
      expect(holesIn(trades)).toEqual([])
    }
  })

  it('stays mute on an open connection makes a new one', async () => {
    const world = await createWorld()
    const { simulator, page } = world

    simulator.faults.mute('stocks', true)

    const status = await page.next('status', (data) => data.status === 'upstream' && data.state === 'down')
    expect('reason' in status && status.reason).toContain('mute')
    simulator.faults.clear()
    const before = page.messages.length
    await expect
      .poll(() => page.messages.slice(before).some(({ type }) => type === 'T'), { timeout: 10_000 })
      .toBe(true)
    await converge(world, SYMBOLS)
    for (const symbol of SYMBOLS) expect(unaccountedTrades(world, symbol)).toEqual([])
  })

  it('ignores a subscription asks again', async () => {
    const world = await createWorld()
    const { simulator, page } = world

    simulator.faults.ignoreSubscribes(1)
    page.send({ action: 'subscribe', symbols: ['MSFT'] })
    page.send({ action: 'subscribe', channel: 'T', symbols: ['MSFT'] })

    expect(await page.next('T', ({ symbol }) => symbol === 'MSFT')).toMatchObject({ symbol: 'MSFT' })
    await converge(world, ['MSFT'])
    expect(unaccountedTrades(world, 'MSFT')).toEqual([])
  })
})

describe('bars when the vendor', () => {
  it.each(FAULTS)('%s are each sent once and equal the market, or are covered by a gap', async (_, inject) => {
    const world = await createWorld({}, BAR_SPEED)
    const { simulator, page } = world
    for (const channel of ['A', 'AM'] as const) page.send({ action: 'subscribe', channel, symbols: SYMBOLS })
    const barsOf = (channel: 'A' | 'AM', after: number): number =>
      page.messages.filter((each) => each.type === channel && each.data.start > after).length
    // the first ones are of windows that were cut by the subscription
    await expect.poll(() => barsOf('A', 0), { timeout: 10_000 }).toBeGreaterThan(10)
    const from = Math.ceil(simulator.now() / MINUTE_MS) * MINUTE_MS
    await expect.poll(() => simulator.now() > from + 20_000, { timeout: 10_000 }).toBe(true)

    inject(world)

    // the fault is over, and a whole minute after it came through; and what a late trade makes of that minute, too
    const injectedAt = simulator.now()
    await expect.poll(() => barsOf('AM', injectedAt), { timeout: 20_000 }).toBeGreaterThan(2)
    const minute = lastStart(page, 'AM')
    await expect
      .poll(() => lastStart(page, 'A') > minute + MINUTE_MS + RESENT_WITHIN_MS, { timeout: 20_000 })
      .toBe(true)
    for (const symbol of SYMBOLS) {
      for (const channel of ['A', 'AM'] as const) {
        const to = channel === 'A' ? lastStart(page, 'A', symbol) + 1_000 : minute + 1
        const report = compareBars(world, channel, symbol, from, to)
        expect(report, `${channel} of ${symbol}`).toMatchObject({ missing: [], wrong: [], twice: [] })
        expect(report.count).toBeGreaterThan(0)
      }
    }
  })
})

function lastStart({ messages }: WireClient, channel: 'A' | 'AM', symbol?: string): number {
  const starts = messages.flatMap((each) =>
    each.type === channel && (symbol ?? each.data.symbol) === each.data.symbol ? [each.data.start] : [],
  )
  return Math.max(...starts)
}

describe('a silence that no watchdog can tell from a quiet market', () => {
  it.each(['SPY', 'stocks'])('of %s is told as a gap as soon as bars show what was traded', async (muted) => {
    const world = await createWorld({ muteAfterMs: 1e9 }, BAR_SPEED)
    const { simulator, page } = world
    for (const channel of ['A', 'AM'] as const) page.send({ action: 'subscribe', channel, symbols: SYMBOLS })
    await page.next('AM', ({ symbol }) => symbol === 'SPY')
    const { start } = await page.next('AM', ({ symbol }) => symbol === 'SPY')
    await expect
      .poll(() => simulator.now() > start + 2 * MINUTE_MS - 5_000, { timeout: 10_000, interval: 1 })
      .toBe(true)

    // over the end of a minute, whose bar is lost as well
    simulator.faults.mute(muted, true)
    await expect
      .poll(() => simulator.now() > start + 2 * MINUTE_MS + 10_000, { timeout: 10_000, interval: 1 })
      .toBe(true)
    simulator.faults.mute(muted, false)

    const end = start + 3 * MINUTE_MS
    await page.next('AM', (bar) => bar.symbol === 'SPY' && bar.start === end - MINUTE_MS)
    await expect.poll(() => lastStart(page, 'A', 'SPY') > end + RESENT_WITHIN_MS, { timeout: 20_000 }).toBe(true)
    expect(unaccountedTrades(world, 'SPY', end)).toEqual([])
    expect(page.messages.some(({ type, data }) => type === 'gap' && data.channel === 'T')).toBe(true)
    for (const channel of ['A', 'AM'] as const) {
      expect(compareBars(world, channel, 'SPY', start, end), `${channel} of SPY`).toMatchObject({
        missing: [],
        wrong: [],
      })
    }
  })
})

describe('a restart of the proxy under load', () => {
  it('tells its clients when to come back, and what they missed when they are back', async () => {
    const { simulator, proxyOptions, page } = await createWorld({ closeSpreadMs: 100 })
    const proxy = await createProxy({ ...proxyOptions, wsUrl: simulator.wsUrl })
    const other = await connectPage(proxy.url, proxy.wsUrl)
    const last = await other.next('T', ({ symbol }) => symbol === 'SPY')

    await proxy.close()

    const closing = await other.next('status', ({ status }) => status === 'closing')
    expect('reconnectInMs' in closing && closing.reconnectInMs).toBeLessThanOrEqual(100)
    expect(await other.closed).toBe(1012)
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'], from: { SPY: last } })
    const ack = await page.next(
      'ack',
      ({ recovered, positions }) =>
        recovered.length === 0 && positions?.['SPY'] !== undefined && Object.keys(positions).length === 1,
    )
    expect(ack.positions?.['SPY']?.epoch).not.toBe(last.epoch)
    expect((await page.next('gap', ({ symbol }) => symbol === 'SPY')).from).toBeLessThan(last.timestamp)
  })
})
