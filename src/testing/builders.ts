import type { Aggregate } from '../../domain/aggregate.ts'
import type {
  CacheHealth,
  EndpointHealth,
  HealthEvent,
  MarketDataHealth,
  RestHealth,
  TokenHealth,
} from '../../domain/health.ts'
import type { IndicatorSeries } from '../../domain/indicator.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import type { OptionContract, OptionDay, OptionsChain } from '../../domain/option.ts'
import type { Quote, QuotePatch } from '../../domain/quote.ts'
import type { QuoteBatch } from '../../domain/quote-batch.ts'
import type { TickerMatch } from '../../domain/ticker-match.ts'
import type { Trade } from '../../domain/trade.ts'

/** The instant builders use where none is given: Friday 2026-11-20, 10:30 in New York, an open session. */
export const TEST_NOW = Date.UTC(2026, 10, 20, 15, 30)

const MINUTE_MS = 60_000

/** A real-time quote of SPY as the stream would deliver it; every field can be overridden. */
export function quote(fields: Partial<Quote> = {}): Quote {
  const timestamp = fields.timestamp ?? TEST_NOW
  return {
    symbol: 'SPY',
    bid: 650,
    ask: 650.02,
    bidSize: 300,
    askSize: 200,
    midpoint: 650.01,
    last: 650.01,
    lastSize: 100,
    timestamp,
    receivedAt: timestamp,
    source: 'stream',
    timeframe: 'real-time',
    ...fields,
  }
}

/** What one message says of SPY's bid and ask; every field can be overridden. */
export function quotePatch(fields: Partial<QuotePatch> = {}): QuotePatch {
  return { symbol: 'SPY', bid: 650, ask: 650.02, timestamp: TEST_NOW, source: 'stream', ...fields }
}

/** The answer for SPY alone, with nothing missing. */
export function quoteBatch(fields: Partial<QuoteBatch> = {}): QuoteBatch {
  return { quotes: [quote({ source: 'rest' })], errors: [], ...fields }
}

/** SPY as a search finds it. */
export function tickerMatch(fields: Partial<TickerMatch> = {}): TickerMatch {
  return { ticker: 'SPY', name: 'SPDR S&P 500 ETF Trust', market: 'stocks', type: 'ETF', exchange: 'ARCX', ...fields }
}

/** One execution of 100 SPY at 650. */
export function trade(fields: Partial<Trade> = {}): Trade {
  return {
    symbol: 'SPY',
    price: 650,
    size: 100,
    exchange: 4,
    timestamp: TEST_NOW,
    sequence: 1,
    source: 'stream',
    ...fields,
  }
}

/** A minute bar of SPY; `end` follows `start` by a minute unless given. */
export function aggregate(fields: Partial<Aggregate> = {}): Aggregate {
  const start = fields.start ?? TEST_NOW
  return {
    symbol: 'SPY',
    timeframe: '1m',
    open: 650,
    high: 651,
    low: 649,
    close: 650.5,
    volume: 10_000,
    vwap: 650.2,
    trades: 120,
    start,
    end: start + MINUTE_MS,
    source: 'stream',
    ...fields,
  }
}

/** SPY's call of 2026-12-18 at 650, with volatility, greeks and open interest. */
export function optionContract(fields: Partial<OptionContract> = {}): OptionContract {
  return {
    ticker: 'O:SPY261218C00650000',
    underlying: 'SPY',
    expiration: '2026-12-18',
    strike: 650,
    type: 'call',
    style: 'american',
    sharesPerContract: 100,
    impliedVolatility: 0.18,
    greeks: { delta: 0.52, gamma: 0.012, theta: -0.21, vega: 0.72 },
    openInterest: 1_500,
    breakEven: 662.4,
    updatedAt: TEST_NOW,
    ...fields,
  }
}

/** A contract's session so far: up by 1.50 on 5,000 contracts. */
export function optionDay(fields: Partial<OptionDay> = {}): OptionDay {
  return {
    open: 11,
    high: 13,
    low: 10.5,
    close: 12.4,
    previousClose: 10.9,
    change: 1.5,
    changePercent: 13.76,
    volume: 5_000,
    ...fields,
  }
}

/** A complete chain of one contract; `expirations` follow from the contracts unless given. */
export function optionsChain(fields: Partial<OptionsChain> = {}): OptionsChain {
  const contracts = fields.contracts ?? [optionContract()]
  return {
    underlying: 'SPY',
    underlyingPrice: 650,
    contracts,
    expirations: [...new Set(contracts.map((contract) => contract.expiration))].sort(),
    complete: true,
    fetchedAt: TEST_NOW,
    ...fields,
  }
}

/** US markets in their regular session. */
export function marketStatus(fields: Partial<MarketStatus> = {}): MarketStatus {
  return {
    market: 'open',
    serverTime: TEST_NOW,
    afterHours: false,
    earlyHours: false,
    exchanges: { nasdaq: 'open', nyse: 'open', otc: 'open' },
    indices: { s_and_p: 'open', dow_jones: 'open' },
    ...fields,
  }
}

/** Christmas Day 2026 on the NYSE. */
export function marketHoliday(fields: Partial<MarketHoliday> = {}): MarketHoliday {
  return { date: '2026-12-25', exchange: 'NYSE', name: 'Christmas', status: 'closed', ...fields }
}

/** Two daily RSI values of SPY, oldest first. */
export function indicatorSeries(fields: Partial<IndicatorSeries> = {}): IndicatorSeries {
  return {
    symbol: 'SPY',
    name: 'rsi',
    params: {},
    values: [
      { timestamp: Date.UTC(2026, 10, 18, 5), value: 55.2 },
      { timestamp: Date.UTC(2026, 10, 19, 5), value: 57.9 },
    ],
    fetchedAt: TEST_NOW,
    ...fields,
  }
}

/** An open, streaming endpoint with nothing requested. */
export function endpointHealth(fields: Partial<EndpointHealth> = {}): EndpointHealth {
  return {
    status: 'open',
    since: TEST_NOW,
    attempt: 0,
    transport: 'streaming',
    transportSince: TEST_NOW,
    requested: 0,
    acknowledged: 0,
    delivering: 0,
    messages: 0,
    quotes: 0,
    malformed: 0,
    reconnects: 0,
    upstream: {},
    ...fields,
  }
}

/** A REST client that has asked nothing yet. */
export function restHealth(fields: Partial<RestHealth> = {}): RestHealth {
  return { requests: 0, retries: 0, errors: {}, ...fields }
}

/** A valid token with five minutes left. */
export function tokenHealth(fields: Partial<TokenHealth> = {}): TokenHealth {
  return {
    status: 'valid',
    expiresAt: TEST_NOW + 5 * MINUTE_MS,
    refreshes: 1,
    failures: 0,
    clockSkewMs: 0,
    ...fields,
  }
}

/** An empty cache. */
export function cacheHealth(fields: Partial<CacheHealth> = {}): CacheHealth {
  return { entries: 0, hits: 0, misses: 0, stale: 0, hitRate: 0, ...fields }
}

/** The options endpoint's connection coming up. */
export function healthEvent(fields: Partial<HealthEvent> = {}): HealthEvent {
  return { at: TEST_NOW, kind: 'connection', endpoint: 'options', message: 'options: open', ...fields }
}

/** Both endpoints streaming, a valid token, and nothing asked over REST yet. */
export function marketDataHealth(fields: Partial<MarketDataHealth> = {}): MarketDataHealth {
  return {
    options: endpointHealth(),
    indices: endpointHealth(),
    rest: restHealth(),
    token: tokenHealth(),
    cache: cacheHealth(),
    ...fields,
  }
}
