import { describe, expect, it } from 'vitest'
import { startRestPolling } from '../../../adapters/transport/rest-polling.ts'
import { NotEntitledError, RateLimitError } from '../../../domain/errors.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import type { RestFallback } from '../../../adapters/transport/rest-fallback.ts'
import type { PollTargets } from '../../../adapters/transport/rest-polling.ts'

function begin(initial: PollTargets, failure?: Error) {
  const clock = createFakeClock()
  const startedAt = clock.now()
  const asked: string[] = []
  const failures: number[] = []
  const told: string[] = []
  let targets = initial
  const rest: RestFallback = {
    async getQuotes(symbols) {
      asked.push(`${clock.now() - startedAt}: ${symbols.length} quotes`)
      if (failure !== undefined) throw failure
      return { quotes: [], errors: [] }
    },
    async getTrades(symbol, { from } = {}) {
      asked.push(`${clock.now() - startedAt}: trades of ${symbol} from ${from}`)
      if (symbol === 'REFUSED') throw new NotEntitledError('not in this plan')
      return []
    },
    async getAggregates(symbol, timeframe, from, to) {
      asked.push(`${clock.now() - startedAt}: ${timeframe} of ${symbol} from ${from}`)
      const prices = { open: 1, high: 1, low: 1, close: 1, source: 'rest' as const }
      return [
        { symbol, timeframe, ...prices, start: from, end: to - 1 },
        { symbol, timeframe, ...prices, start: to - 1, end: to + 1 },
      ]
    },
  }
  const bars: number[] = []
  let rounds = 0
  const stop = startRestPolling({
    rest,
    clock,
    intervalMs: 3000,
    targets: () => targets,
    onQuotes: () => undefined,
    onLossless: (_, items) => void bars.push(items.items.length),
    onRound: () => void (rounds += 1),
    onRefused: (refused) => told.push(...refused.map(({ symbol, error }) => `${symbol}: ${error.message}`)),
    onFailure: (_, retryInMs) => void failures.push(retryInMs),
  })
  return {
    clock,
    asked,
    failures,
    told,
    bars,
    rounds: () => rounds,
    stop,
    recover: () => void (failure = undefined),
    aim: (next: PollTargets) => void (targets = next),
  }
}

const symbols = (count: number): string[] => Array.from({ length: count }, (_, index) => `S${index}`)

describe('startRestPolling', () => {
  it('asks at once and then every interval, in batches of 250', async () => {
    const { clock, asked, stop } = begin({ quotes: symbols(600), lossless: [] })
    await clock.advanceAsync(3000)
    stop()

    expect(asked).toEqual([
      '0: 250 quotes',
      '0: 250 quotes',
      '0: 100 quotes',
      '3000: 250 quotes',
      '3000: 250 quotes',
      '3000: 100 quotes',
    ])
  })

  it('asks for what is held at the time of the round', async () => {
    const { clock, asked, aim, stop } = begin({ quotes: symbols(1), lossless: [] })
    await clock.advanceAsync(10)
    aim({ quotes: symbols(2), lossless: [] })
    await clock.advanceAsync(3000)
    stop()

    expect(asked).toEqual(['0: 1 quotes', '3000: 2 quotes'])
  })

  it('asks for trades from where the last ones ended, and for bars from the one then forming, complete ones only', async () => {
    const { clock, asked, bars, stop } = begin({
      quotes: [],
      lossless: [
        { channel: 'T', symbol: 'SPY', from: 5, since: 0 },
        { channel: 'AM', symbol: 'SPY', from: 60_006, since: 0 },
        { channel: 'A', symbol: 'QQQ', from: 2_007, since: 0 },
      ],
    })
    await clock.advanceAsync(10)
    stop()

    expect(asked).toEqual(['0: trades of SPY from 5', '0: 1m of SPY from 60000', '0: 1s of QQQ from 2000'])
    expect(bars).toEqual([0, 1, 1])
  })

  it('backs off while REST fails and comes back to its interval', async () => {
    const { clock, asked, failures, recover, stop } = begin({ quotes: symbols(1), lossless: [] }, new Error('down'))
    await clock.advanceAsync(18_000)
    expect(failures).toEqual([6000, 12_000, 24_000])
    recover()
    await clock.advanceAsync(27_000)
    stop()

    expect(asked.slice(-2)).toEqual(['42000: 1 quotes', '45000: 1 quotes'])
  })

  it('respects a rate limit', async () => {
    const limit = new RateLimitError(20_000)
    const { clock, asked, failures, recover, stop } = begin({ quotes: symbols(1), lossless: [] }, limit)
    await clock.advanceAsync(19_999)
    recover()
    expect(asked).toHaveLength(1)
    await clock.advanceAsync(1)
    stop()

    expect(failures).toEqual([20_000])
    expect(asked).toHaveLength(2)
  })

  it('tells once what REST refuses, while it asks on for the others', async () => {
    const { clock, asked, told, failures, stop } = begin({
      quotes: ['SPY'],
      lossless: [
        { channel: 'T', symbol: 'QQQ', from: 5, since: 0 },
        { channel: 'T', symbol: 'REFUSED', from: 5, since: 0 },
      ],
    })
    await clock.advanceAsync(6000)
    stop()

    expect(told).toEqual(['REFUSED: not in this plan'])
    expect(asked.filter((one) => one.includes('QQQ'))).toHaveLength(3)
    expect(failures).toEqual([])
  })

  it('does nothing more after it was stopped, in the middle of a round as well', async () => {
    const { clock, asked, failures, stop } = begin({ quotes: symbols(600), lossless: [] })
    stop()
    stop()
    await clock.advanceAsync(60_000)

    expect(asked).toHaveLength(1)
    expect(failures).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
