import { describe, expect, expectTypeOf, it } from 'vitest'
import type { Aggregate } from '../../../domain/aggregate.ts'
import type * as health from '../../../domain/health.ts'
import type { IndicatorSeries } from '../../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../../domain/market-status.ts'
import type { OptionContract, OptionDay, OptionsChain } from '../../../domain/option.ts'
import type { QuoteBatch } from '../../../domain/quote-batch.ts'
import type { Quote, QuotePatch } from '../../../domain/quote.ts'
import type { TickerMatch } from '../../../domain/ticker-match.ts'
import type { Trade } from '../../../domain/trade.ts'
import * as build from '../../../src/testing/builders.ts'
import { aggregate, optionContract, optionsChain, quote } from '../../../src/testing/builders.ts'

describe('builders', () => {
  it('make every type of the domain, and take every field of it', () => {
    const made = {
      aggregate: [build.aggregate(), build.aggregate({ close: 1 }).close],
      cacheHealth: [build.cacheHealth(), build.cacheHealth({ hits: 1 }).hits],
      endpointHealth: [build.endpointHealth(), build.endpointHealth({ attempt: 1 }).attempt],
      healthEvent: [build.healthEvent(), build.healthEvent({ at: 1 }).at],
      indicatorSeries: [build.indicatorSeries(), build.indicatorSeries({ fetchedAt: 1 }).fetchedAt],
      marketDataHealth: [
        build.marketDataHealth(),
        build.marketDataHealth({ rest: build.restHealth() }).rest.requests + 1,
      ],
      marketHoliday: [build.marketHoliday(), Number(build.marketHoliday({ name: '1' }).name)],
      marketStatus: [build.marketStatus(), build.marketStatus({ serverTime: 1 }).serverTime],
      optionContract: [build.optionContract(), build.optionContract({ strike: 1 }).strike],
      optionDay: [build.optionDay(), build.optionDay({ volume: 1 }).volume],
      optionsChain: [build.optionsChain(), build.optionsChain({ fetchedAt: 1 }).fetchedAt],
      quote: [build.quote(), build.quote({ bid: 1 }).bid],
      quoteBatch: [build.quoteBatch(), build.quoteBatch({ errors: [] }).quotes.length],
      quotePatch: [build.quotePatch(), build.quotePatch({ bid: 1 }).bid],
      restHealth: [build.restHealth(), build.restHealth({ retries: 1 }).retries],
      tickerMatch: [build.tickerMatch(), Number(build.tickerMatch({ name: '1' }).name)],
      tokenHealth: [build.tokenHealth(), build.tokenHealth({ refreshes: 1 }).refreshes],
      trade: [build.trade(), build.trade({ price: 1 }).price],
    } as const

    expect(Object.values(made).map(([, overridden]) => overridden)).toEqual(Object.keys(made).map(() => 1))
    expectTypeOf<{ readonly [TName in keyof typeof made]: (typeof made)[TName][0] }>().toEqualTypeOf<{
      readonly aggregate: Aggregate
      readonly cacheHealth: health.CacheHealth
      readonly endpointHealth: health.EndpointHealth
      readonly healthEvent: health.HealthEvent
      readonly indicatorSeries: IndicatorSeries
      readonly marketDataHealth: health.MarketDataHealth
      readonly marketHoliday: MarketHoliday
      readonly marketStatus: MarketStatus
      readonly optionContract: OptionContract
      readonly optionDay: OptionDay
      readonly optionsChain: OptionsChain
      readonly quote: Quote
      readonly quoteBatch: QuoteBatch
      readonly quotePatch: QuotePatch
      readonly restHealth: health.RestHealth
      readonly tickerMatch: TickerMatch
      readonly tokenHealth: health.TokenHealth
      readonly trade: Trade
    }>()
  })

  it('give each override its place and keep the rest', () => {
    expect(quote({ symbol: 'QQQ', bid: 1 })).toMatchObject({ symbol: 'QQQ', bid: 1, ask: 650.02 })
  })

  it('take a quote in at its own time unless told otherwise', () => {
    expect(quote({ timestamp: 5 }).receivedAt).toBe(5)
    expect(quote({ timestamp: 5, receivedAt: 7 }).receivedAt).toBe(7)
  })

  it('close a bar one minute after it opened', () => {
    expect(aggregate({ start: 120_000 }).end).toBe(180_000)
  })

  it('derive the expirations of a chain from its contracts', () => {
    const contracts = ['2027-01-15', '2026-12-18', '2027-01-15'].map((expiration) => optionContract({ expiration }))

    expect(optionsChain({ contracts }).expirations).toEqual(['2026-12-18', '2027-01-15'])
  })
})
