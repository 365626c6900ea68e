import { describe, expect, it } from 'vitest'
import { TIMEFRAMES, barWindow } from '../../domain/timeframe.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { json } from '../support/fake-fetch.ts'
import { FakeStreamServer } from '../support/fake-stream-server.ts'
import { createStreamingProvider, loadLazyParts } from '../support/streaming-provider.ts'
import type { FakeRequest } from '../support/fake-fetch.ts'
import { selectBars } from '../../store/selectors/series.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { Recency } from '../../domain/freshness.ts'
import type { Timeframe } from '../../domain/timeframe.ts'
import type { MassiveConfig } from '../../src/config.ts'

const SECOND = 1_000
const MINUTE = 60_000
const HOUR = 3_600_000
/** Friday, 10:02:20 in New York. */
const NOW = Date.UTC(2026, 10, 20, 15, 2, 20)

loadLazyParts()

interface Asked {
  readonly timeframe: Timeframe
  readonly from: number
  readonly to: number
}

interface WorldOptions {
  readonly recency?: Recency
  /** How far the market's data trail behind the server's clock, ms. */
  readonly delayMs?: number
  /** How far this machine's clock is behind the server's, ms. */
  readonly behindMs?: number
}

/** A market whose price is the second of the day, told by REST and by the stream alike. */
function createWorld(
  { recency = 'real-time', delayMs = 0, behindMs = 0 }: WorldOptions = {},
  config: MassiveConfig = {},
) {
  const clock = createFakeClock({ now: NOW - behindMs })
  const stream = new FakeStreamServer({ clock })
  stream.recency = recency
  stream.aheadMs = behindMs
  stream.delayMs = delayMs
  const serverNow = (): number => clock.now() + behindMs
  const marketNow = (): number => serverNow() - delayMs
  const asked: Asked[] = []
  const answer = ({ url }: FakeRequest): Response => {
    if (!url.pathname.includes('/range/')) return json({ market: 'open' })
    const question = questionOf(url.pathname)
    asked.push(question)
    return json({ results: truth(question, marketNow()).map(rowOf) })
  }
  const { provider, followed } = createStreamingProvider({ clock, stream, answer, serverNow, config })
  const read = async (timeframe: Timeframe, from: number, to = clock.now()): Promise<readonly string[]> => {
    const bars = provider.getAggregates('SPY', timeframe, from, to)
    await clock.advanceAsync(0)
    return (await bars).map(({ start, close }) => `${start}: ${close}`)
  }
  const expected = (timeframe: Timeframe, from: number, to = clock.now()): readonly string[] =>
    truth({ timeframe, from: barWindow(timeframe, from).start, to }, marketNow()).map(
      ({ start, close }) => `${start}: ${close}`,
    )
  /** Lets time pass; the stream tells every minute's bar two seconds after it. */
  const pass = async (ms: number): Promise<void> => {
    const end = clock.now() + ms
    for (;;) {
      const tellAt = Math.floor((marketNow() - 2 * SECOND) / MINUTE + 1) * MINUTE + 2 * SECOND + delayMs - behindMs
      if (tellAt > end) break
      await clock.advanceAsync(tellAt - clock.now())
      const minuteEnd = Math.floor(marketNow() / MINUTE) * MINUTE
      stream.bar('SPY', priceAt(minuteEnd - 1), minuteEnd)
      await clock.advanceAsync(20)
    }
    await clock.advanceAsync(end - clock.now())
  }
  const follow = (timeframe: Timeframe): Promise<() => void> =>
    followed(() => provider.subscribeAggregates(['SPY'], () => {}, timeframe))
  return { provider, clock, stream, asked, read, expected, pass, follow }
}

const priceAt = (at: number): number => Math.floor(at / SECOND) % 86_400
const rowOf = ({ start: t, close: c }: Pick<Aggregate, 'start' | 'close'>): object => ({
  t,
  o: 1,
  h: 100_000,
  l: 1,
  c,
  v: 1,
})

/** The bars of a range as they stand at an instant: the last one closes at the price of now. */
function truth({ timeframe, from, to }: Asked, now: number): readonly Pick<Aggregate, 'start' | 'close'>[] {
  const bars: Pick<Aggregate, 'start' | 'close'>[] = []
  let window = barWindow(timeframe, from)
  while (window.start <= Math.min(to, now)) {
    bars.push({ start: window.start, close: priceAt(Math.min(window.end - 1, now)) })
    window = barWindow(timeframe, window.end)
  }
  return bars
}

function questionOf(pathname: string): Asked {
  const [, multiplier, span, from, to] = /range\/(\d+)\/(\w)\w*\/(\d+)\/(\d+)/.exec(pathname) ?? []
  const timeframe = TIMEFRAMES.find((each) => each === `${multiplier}${span}`)
  if (timeframe === undefined) throw new Error(`${pathname} asks for no bars`)
  return { timeframe, from: Number(from), to: Number(to) }
}

describe('bars of the past', () => {
  it('are asked for once, and so is a part of them', async () => {
    const { read, expected, asked } = createWorld()
    const [from, to] = [NOW - 3 * HOUR, NOW - HOUR]
    expect(await read('5m', from, to)).toEqual(expected('5m', from, to))
    expect(await read('5m', from, to)).toEqual(expected('5m', from, to))
    expect(await read('5m', from + HOUR, to - HOUR / 2)).toEqual(expected('5m', from + HOUR, to - HOUR / 2))
    expect(asked).toHaveLength(1)
  })

  it('are asked for once by several at the same time', async () => {
    const { provider, read, asked } = createWorld()
    const [from, to] = [NOW - 3 * HOUR, NOW - HOUR]
    const first = provider.getAggregates('SPY', '5m', from, to)
    expect((await read('5m', from + 1, to - 1)).length).toBe((await first).length)
    expect(asked).toHaveLength(1)
    expect(provider.getHealth().cache).toMatchObject({ hits: 1, misses: 1 })
  })

  it('join what is kept when they touch it', async () => {
    const { read, expected, asked } = createWorld()
    await read('5m', NOW - 3 * HOUR, NOW - 2 * HOUR)
    const oldest = barWindow('5m', NOW - 3 * HOUR).start
    await read('5m', NOW - 6 * HOUR, oldest - 1)
    expect(await read('5m', NOW - 5 * HOUR, NOW - 2 * HOUR)).toEqual(expected('5m', NOW - 5 * HOUR, NOW - 2 * HOUR))
    expect(asked).toHaveLength(2)
  })

  it('are asked for again after a quarter of an hour, for they may have been corrected', async () => {
    const { read, asked, clock } = createWorld()
    await read('5m', NOW - 3 * HOUR, NOW - HOUR)
    await clock.advanceAsync(15 * MINUTE)
    await read('5m', NOW - 3 * HOUR, NOW - HOUR)
    expect(asked).toHaveLength(2)
  })

  it('are asked for again as soon as the host says', async () => {
    const { read, asked, clock } = createWorld({}, { cacheTtlMs: { aggregates: MINUTE } })
    await read('5m', NOW - 3 * HOUR, NOW - HOUR)
    await clock.advanceAsync(MINUTE)
    await read('5m', NOW - 3 * HOUR, NOW - HOUR)
    expect(asked).toHaveLength(2)
  })

  it('are all asked for again once they are cleared', async () => {
    const { provider, read, asked } = createWorld()
    await read('5m', NOW - 3 * HOUR, NOW - HOUR)
    provider.clearCache('*symbol=SPY*')
    await read('5m', NOW - 3 * HOUR, NOW - HOUR)
    expect(asked).toHaveLength(2)
  })
})

describe('bars up to now, where nothing streams', () => {
  it('end with the forming bar as it stands, never as it stood', async () => {
    const { read, expected, asked, clock } = createWorld()
    expect(await read('5m', NOW - HOUR)).toEqual(expected('5m', NOW - HOUR))
    await clock.advanceAsync(20 * SECOND)
    expect(await read('5m', NOW - HOUR)).toEqual(expected('5m', NOW - HOUR))
    expect(asked).toHaveLength(2)
  })

  it('are all asked for again after a quarter of an hour', async () => {
    const { read, expected, asked, clock } = createWorld()
    await read('5m', NOW - 5 * HOUR)
    await clock.advanceAsync(15 * MINUTE)
    const before = asked.length
    expect(await read('5m', NOW - 4 * HOUR)).toEqual(expected('5m', NOW - 4 * HOUR))
    // from where the windows of every length begin
    expect(asked.slice(before).map(({ from }) => from)).toEqual([barWindow('4h', NOW - 4 * HOUR).start])
  })

  it('bring only what closed since, while what is kept is good', async () => {
    const { read, expected, asked, clock } = createWorld()
    await read('1m', NOW - 5 * HOUR)
    await clock.advanceAsync(7 * MINUTE)
    expect(await read('1m', NOW - 4 * HOUR)).toEqual(expected('1m', NOW - 4 * HOUR))
    // nothing says that this symbol's data are not delayed
    expect(asked.at(-1)?.from).toBe(barWindow('1m', NOW - 20 * MINUTE).start)
  })
})

describe('bars up to now, where the stream keeps them whole', () => {
  it('stand for an hour, for the stream tells what is corrected', async () => {
    const { read, expected, asked, pass, follow } = createWorld()
    await follow('1m')
    await read('1m', NOW - 3 * HOUR)
    await pass(59 * MINUTE)
    const before = asked.length
    const closed = expected('1m', NOW - 3 * HOUR).slice(0, -1)
    expect((await read('1m', NOW - 3 * HOUR)).slice(0, closed.length)).toEqual(closed)
    expect(asked).toHaveLength(before)

    await pass(MINUTE)
    await read('1m', NOW - 3 * HOUR)
    expect(asked).toHaveLength(before + 1)
  })

  it('are answered as the stream corrected them', async () => {
    const { read, stream, clock, asked, follow, provider } = createWorld()
    await follow('1m')
    // the last one of five
    const minute = barWindow('1m', NOW - 3 * MINUTE)
    const before = await read('1m', NOW - HOUR)
    stream.bar('SPY', 7, minute.end)
    await clock.advanceAsync(100)

    const corrected = before.map((bar) => (bar.startsWith(`${minute.start}:`) ? `${minute.start}: 7` : bar))
    expect(corrected).not.toEqual(before)
    expect((await read('1m', NOW - HOUR)).slice(0, -1)).toEqual(corrected.slice(0, -1))
    expect(asked).toHaveLength(1)
    const held = selectBars('SPY', '1m')(provider.store.getState())
    expect(held.find(({ start }) => start === minute.start)?.close, 'nor is the correction lost').toBe(7)
    expect((await read('5m', NOW - HOUR)).at(-2)).toBe(`${minute.end - 5 * MINUTE}: 7`)
  })

  it('are no longer bars that the store grew from some of their minutes', async () => {
    const { provider, clock, asked, pass, follow } = createWorld()
    await follow('15m')
    await pass(30 * MINUTE)
    const last = barWindow('30m', NOW).end - 1
    const read = async (): Promise<readonly Aggregate[]> => {
      const bars = provider.getAggregates('SPY', '30m', NOW - 3 * HOUR, last)
      await clock.advanceAsync(0)
      return bars
    }
    const told = await read()
    expect(await read()).toEqual(told)
    expect(asked).toHaveLength(1)
  })

  it('stand for a quarter of an hour where the stream began long after they were asked for', async () => {
    const { read, asked, pass, follow } = createWorld()
    await read('1m', NOW - 3 * HOUR)
    await pass(2 * MINUTE)
    await follow('1m')
    await read('1m', NOW - 3 * HOUR)
    const before = asked.length
    await pass(14 * MINUTE)
    await read('1m', NOW - 3 * HOUR)
    expect(asked).toHaveLength(before + 1)
  })

  it.each(['1m', '5m', '15m', '1h', '4h'] as const)('are not asked for again: %s', async (timeframe) => {
    const { read, expected, asked, pass, follow, clock } = createWorld()
    await follow(timeframe)
    await read(timeframe, NOW - 9 * HOUR)
    await read('1m', barWindow(timeframe, NOW).start)
    await pass(11 * MINUTE + 20 * SECOND)
    const before = asked.length

    const bars = await read(timeframe, NOW - 8 * HOUR)

    // the newest bar has grown to the last whole minute
    const minute = Math.floor(clock.now() / MINUTE) * MINUTE - 1
    expect(bars).toEqual(
      expected(timeframe, NOW - 8 * HOUR, minute)
        .slice(0, -1)
        .concat(bars.slice(-1)),
    )
    expect(bars.at(-1)).toBe(`${barWindow(timeframe, minute).start}: ${priceAt(minute)}`)
    expect(asked).toHaveLength(before)
  })

  it('are asked for while the stream is down', async () => {
    const { read, asked, pass, follow, stream, clock } = createWorld()
    await follow('1m')
    await read('1m', NOW - HOUR)
    await pass(3 * MINUTE)
    stream.network.mode = 'refuse'
    stream.dropAll()
    await clock.advanceAsync(500)
    const before = asked.length
    await read('1m', NOW - HOUR)
    expect(asked.length).toBeGreaterThan(before)
  })

  it('are asked for while the last minute is on its way', async () => {
    const { read, expected, asked, pass, follow, clock } = createWorld()
    await follow('1m')
    await read('1m', NOW - HOUR)
    await pass(2 * MINUTE)
    await clock.advanceAsync(MINUTE - (clock.now() % MINUTE) + SECOND)
    const before = asked.length
    expect(await read('1m', NOW - HOUR)).toEqual(expected('1m', NOW - HOUR))
    expect(asked).toHaveLength(before + 1)
  })

  it('have the bar that has arrived but waits for its frame', async () => {
    const { read, expected, pass, follow, clock, stream } = createWorld()
    await follow('1m')
    await read('1m', NOW - HOUR)
    await pass(2 * MINUTE)
    const minuteEnd = Math.ceil(clock.now() / MINUTE) * MINUTE
    await clock.advanceAsync(minuteEnd + 2 * SECOND - clock.now())
    stream.bar('SPY', priceAt(minuteEnd - 1), minuteEnd)
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()

    const closed = expected('1m', NOW - HOUR).slice(0, -1)
    expect((await read('1m', NOW - HOUR)).slice(0, closed.length)).toEqual(closed)
  })

  it('are whole where data are delayed and this machine is ahead of the server that it had not asked yet', async () => {
    const world = createWorld({ recency: 'delayed', delayMs: 15 * MINUTE, behindMs: -10 * MINUTE })
    const { read, expected, clock } = world
    await read('1m', NOW - HOUR)
    await clock.advanceAsync(12 * MINUTE)
    expect(await read('1m', NOW - HOUR)).toEqual(expected('1m', NOW - HOUR))
  })

  it('are asked for where data are delayed: what is not told yet is not yet known', async () => {
    const { read, expected, asked, pass, follow } = createWorld({ recency: 'delayed', delayMs: 15 * MINUTE })
    await follow('1m')
    await read('1m', NOW - HOUR)
    await pass(3 * MINUTE + 30 * SECOND)
    const before = asked.length
    expect(await read('1m', NOW - HOUR)).toEqual(expected('1m', NOW - HOUR))
    expect(asked).toHaveLength(before + 1)
  })
})

describe('one answer', () => {
  it('of minutes serves five minutes too', async () => {
    const { read, expected, asked } = createWorld()
    const [from, to] = [NOW - 5 * HOUR, NOW - HOUR]
    expect(await read('5m', from, to)).toEqual(expected('5m', from, to))
    expect(await read('1m', from, to)).toEqual(expected('1m', from, to))
    expect(asked.map(({ timeframe }) => timeframe)).toEqual(['1m'])
  })

  it.each(['30m', '1h', '4h'] as const)('of quarters of an hour serves %s too', async (timeframe) => {
    const { read, expected, asked } = createWorld()
    const [from, to] = [NOW - 48 * HOUR, NOW - 8 * HOUR]
    expect(await read(timeframe, from, to)).toEqual(expected(timeframe, from, to))
    expect(await read('15m', from, to)).toEqual(expected('15m', from, to))
    expect(asked.map((question) => question.timeframe)).toEqual(['15m'])
  })

  it('is asked for in its own length where shorter bars would be too many', async () => {
    const { read, expected, asked } = createWorld()
    const [from, to] = [NOW - 20 * 24 * HOUR, NOW - HOUR]
    expect(await read('5m', from, to)).toEqual(expected('5m', from, to))
    expect(asked.map(({ timeframe }) => timeframe)).toEqual(['5m'])
  })

  it('of days is never made of minutes: the vendor counts other hours', async () => {
    const { read, expected, asked } = createWorld()
    const [from, to] = [NOW - 72 * HOUR, NOW - 48 * HOUR]
    await read('1m', from - 24 * HOUR, to + 24 * HOUR)
    expect(await read('1d', from, to)).toEqual(expected('1d', from, to))
    expect(asked.map(({ timeframe }) => timeframe)).toEqual(['1m', '1d'])
  })

  it('brings the minutes of the newest bar with it where the stream is to carry that on', async () => {
    const { read, expected, asked, follow, pass, provider, clock } = createWorld()
    await follow('1h')
    const before = asked.length
    expect(await read('1h', NOW - 48 * HOUR)).toEqual(expected('1h', NOW - 48 * HOUR))
    expect(asked.slice(before).map(({ timeframe }) => timeframe)).toEqual(['15m', '1m'])

    await pass(30 * MINUTE)
    expect(provider.store.getState().aggregates.series['SPY|1h']?.bars.at(-1)).toMatchObject({
      start: barWindow('1h', clock.now()).start,
      // one a minute
      volume: 32,
    })
    expect(asked).toHaveLength(before + 2)
  })

  it('lets another length begin without a request, which the stream then carries on exactly', async () => {
    const { read, asked, follow, pass, provider, clock } = createWorld()
    await follow('15m')
    await read('15m', NOW - 48 * HOUR)
    await pass(11 * MINUTE)
    const before = asked.length
    provider.subscribeAggregates(['SPY'], () => {}, '4h')
    await read('4h', NOW - 48 * HOUR)
    await pass(10 * MINUTE)
    const { bars = [] } = provider.store.getState().aggregates.series['SPY|4h'] ?? {}
    const { start } = barWindow('4h', clock.now())
    // one a minute
    expect(bars.at(-1)).toMatchObject({ start, volume: (Date.UTC(2026, 10, 20, 15, 23) - start) / MINUTE })
    expect(asked).toHaveLength(before)
  })
})

describe('coming back to a symbol', () => {
  async function visited() {
    const world = createWorld({}, { recentMs: 300_000 })
    const leave = await world.follow('5m')
    await world.read('5m', NOW - 30 * HOUR)
    await world.pass(6 * MINUTE)
    leave()
    await world.pass(3 * MINUTE)
    const asked = world.asked.length
    return { ...world, requests: () => world.asked.length - asked }
  }
  /** The newest bar as of the last whole minute. */
  const latest = (now: number): string => {
    const minute = Math.floor(now / MINUTE) * MINUTE - 1
    return `${barWindow('5m', minute).start}: ${priceAt(minute)}`
  }

  it('costs no request', async () => {
    const { read, follow, requests, clock } = await visited()
    await follow('5m')
    const bars = await read('5m', NOW - 30 * HOUR)
    expect(bars.at(-1)).toBe(latest(clock.now()))
    expect(requests()).toBe(0)
  })

  it('tells a bar that was sent again meanwhile as it was sent last', async () => {
    const { read, follow, stream, clock } = await visited()
    const end = Math.floor(NOW / MINUTE) * MINUTE + 5 * MINUTE
    stream.bar('SPY', 7, end - 2 * MINUTE)
    stream.bar('SPY', 8, end - MINUTE)
    await clock.advanceAsync(20)
    await follow('1m')
    const bars = await read('1m', NOW - HOUR)
    expect(bars).toContain(`${end - 3 * MINUTE}: 7`)
    expect(bars).toContain(`${end - 2 * MINUTE}: 8`)
  })

  it('asks anew after an outage, and has every minute', async () => {
    const { read, expected, follow, requests, stream, clock, pass } = await visited()
    stream.network.mode = 'refuse'
    stream.dropAll()
    await clock.advanceAsync(30 * SECOND)
    stream.network.mode = 'accept'
    await clock.advanceAsync(20 * SECOND)
    await follow('1m')
    await pass(2 * MINUTE + 10 * SECOND)
    const bars = await read('1m', NOW - HOUR)
    expect(requests()).toBeGreaterThan(0)
    expect(bars.map((bar) => bar.split(':')[0])).toEqual(
      expected('1m', NOW - HOUR)
        .map((bar) => bar.split(':')[0])
        .slice(0, bars.length),
    )
  })

  it('asks anew where too many others were looked at since', async () => {
    const { read, expected, provider, follow, requests, clock } = await visited()
    const others = Array.from({ length: 24 }, (_, each) => `X${String.fromCodePoint(65 + each)}`)
    provider.subscribeAggregates(others, () => {})()
    await clock.advanceAsync(5 * SECOND)
    await follow('1m')
    const minute = Math.floor(clock.now() / MINUTE) * MINUTE - 1
    expect(await read('1m', NOW - HOUR)).toEqual(expected('1m', NOW - HOUR, minute))
    expect(requests()).toBe(1)
  })

  it('leaves nothing behind at a disconnect', async () => {
    const { provider, stream, clock } = await visited()
    expect([...stream.subscribed].filter((held) => held.startsWith('AM'))).toEqual(['AM|SPY'])
    provider.disconnect()
    expect(clock.pending).toBe(0)
    void provider.connect()
    await clock.advanceAsync(10 * SECOND)
    expect([...stream.subscribed].filter((held) => held.startsWith('AM'))).toEqual([])
  })
})

describe('bars on a machine whose clock is wrong', () => {
  it('are closed by the clock of the server', async () => {
    const { read, expected, asked, provider } = createWorld({ behindMs: 30 * MINUTE })
    await provider.getMarketStatus() // the first answer tells the server's time
    // still to come by this machine's clock
    const to = NOW - 25 * MINUTE
    expect(await read('1m', NOW - HOUR, to)).toEqual(expected('1m', NOW - HOUR, to))
    await read('1m', NOW - HOUR, to)
    expect(asked).toHaveLength(1)
  })
})
