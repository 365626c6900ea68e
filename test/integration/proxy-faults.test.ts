import { describe, expect, it } from 'vitest'
import type { GapData, WireAggregate, WireTrade } from '../../domain/wire-protocol.ts'
import { createProxy } from '../../proxy/server.ts'
import type { ProxyOptions } from '../../proxy/options.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { onTestEnd } from '../support/proxy-world.ts'
import { openWireClient } from '../support/wire-client.ts'
import type { WireClient } from '../support/wire-client.ts'

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

async function createWorld(options: Partial<ProxyOptions> = {}): Promise<World> {
  const simulator = await createSimulator({ ticksPerSecond: 500 })
  onTestEnd(() => simulator.close())
  const proxyOptions: ProxyOptions = {
    apiKey: simulator.apiKey,
    restUrl: simulator.restUrl,
    wsUrl: simulator.wsUrl,
    port: 0,
    logLevel: 'silent',
    closeGraceMs: 200,
    evictedRetryMs: 100,
    upstreamPingIntervalMs: 100,
    muteAfterMs: 150,
    ackTimeoutMs: 100,
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
function unaccountedTrades({ simulator, page }: Pick<World, 'simulator' | 'page'>, symbol: string): readonly unknown[] {
  const got = page.messages.flatMap((each) => (each.type === 'T' && each.data.symbol === symbol ? [each.data] : []))
  const gaps = page.messages.flatMap((each) => (each.type === 'gap' && each.data.symbol === symbol ? [each.data] : []))
  const [first, last] = [got.at(0)?.timestamp ?? 0, got.at(-1)?.timestamp ?? 0]
  const known = new Set(got.map(({ sequence }) => sequence))
  return simulator.truth
    .trades(symbol, first, last)
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
    const { simulator, page, bidOf } = world
    const before = page.messages.length

    inject(world)

    await expect
      .poll(() => page.messages.slice(before).filter(({ type }) => type === 'T').length, {
        timeout: 15_000,
        interval: 20,
      })
      .toBeGreaterThan(60)
    for (const symbol of SYMBOLS) {
      await expect
        .poll(() => bidOf(symbol) === simulator.truth.quote(symbol).bid, { timeout: 10_000, interval: 1 })
        .toBe(true)
      expect(unaccountedTrades(world, symbol)).toEqual([])
      const trades = page.messages.flatMap((each) =>
        each.type === 'T' && each.data.symbol === symbol ? [each.data] : [],
      )
      expect(holesIn(trades)).toEqual([])
    }
  })

  it('stays mute on an open connection makes a new one', async () => {
    const { simulator, page } = await createWorld()

    simulator.faults.mute('stocks', true)

    const status = await page.next('status', (data) => data.status === 'upstream' && data.state === 'down')
    expect('reason' in status && status.reason).toContain('mute')
    simulator.faults.clear()
    const before = page.messages.length
    await expect
      .poll(() => page.messages.slice(before).some(({ type }) => type === 'T'), { timeout: 10_000 })
      .toBe(true)
  })

  it('ignores a subscription asks again', async () => {
    const { simulator, page } = await createWorld()

    simulator.faults.ignoreSubscribes(1)
    page.send({ action: 'subscribe', channel: 'T', symbols: ['MSFT'] })

    expect(await page.next('T', ({ symbol }) => symbol === 'MSFT')).toMatchObject({ symbol: 'MSFT' })
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
