import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { InvalidRequestError } from '../../../domain/errors.ts'
import {
  configureLegacy,
  legacyUsage,
  MassiveApiClient,
  massiveClient,
  massiveSubscriptionManager,
  massiveWS,
  resetLegacyUsage,
} from '../../../src/legacy/index.ts'
import { aggregate, marketHoliday, optionContract } from '../../../src/testing/builders.ts'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import type { FakeMassive } from '../../../src/testing/fake-massive.ts'
import { createFakeFetch, json } from '../../support/fake-fetch.ts'

const CONTRACT = optionContract().ticker
const START = Date.UTC(2026, 10, 19, 15)

/** What every old call is made with, and what it then has to show. */
const CALLS: Readonly<Record<string, (fake: FakeMassive) => unknown>> = {
  'massiveClient.getQuote': async () => (await massiveClient.getQuote('SPY')).bid,
  'massiveClient.getQuotes': async () => (await massiveClient.getQuotes(['SPY', 'NONE'])).map(({ bid }) => bid),
  'massiveClient.getOptionsChain': async () =>
    (await massiveClient.getOptionsChain('SPY', { type: 'call' })).contracts.map(({ ticker }) => ticker),
  'massiveClient.getOptionContract': async () => (await massiveClient.getOptionContract('SPY', CONTRACT)).strike,
  'massiveClient.getIndex': async () => (await massiveClient.getIndex('I:SPX')).value,
  'massiveClient.getIndices': async () => (await massiveClient.getIndices(['I:SPX'])).map(({ value }) => value),
  'massiveClient.getAggregates': async () =>
    (await massiveClient.getAggregates('SPY', 1, 'hour', '2026-11-19', '2026-11-19')).map(({ close }) => close),
  'massiveClient.getMarketStatus': async () => (await massiveClient.getMarketStatus()).market,
  'massiveClient.getMarketHolidays': async () => (await massiveClient.getMarketHolidays(2026)).map(({ name }) => name),
  'massiveClient.getRSI': async () => (await massiveClient.getRSI('SPY', { window: 7 })).values.length,
  'massiveClient.getOptionTrades': async () =>
    (await massiveClient.getOptionTrades(CONTRACT, { limit: 1 })).map(({ price }) => price),
  'massiveWS.connect': async (fake) => {
    await massiveWS.connect()
    return fake.massive.getHealth().options.status
  },
  'massiveWS.disconnect': (fake) => {
    massiveWS.disconnect()
    return fake.massive.getHealth().options.status
  },
  'massiveWS.subscribeQuotes': (fake) => {
    massiveWS.subscribeQuotes(['SPY', 'QQQ'], () => {})
    return fake.held('Q')
  },
  'massiveWS.subscribeAggregates': (fake) => {
    massiveWS.subscribeAggregates('SPY', () => {})
    return fake.held('AM')
  },
  'massiveWS.subscribeTrades': (fake) => {
    massiveWS.subscribeTrades('SPY', () => {})
    return fake.held('T')
  },
  'massiveWS.updateWatchlist': (fake) => {
    massiveWS.updateWatchlist(['SPY'])
    return fake.store.getState().watchlist.roots
  },
  'massiveWS.onStatus': () => {
    const seen: string[] = []
    massiveWS.onStatus((status) => seen.push(status))
    return seen
  },
  'massiveSubscriptionManager.subscribe': (fake) => {
    massiveSubscriptionManager.subscribe('QQQ', () => {}, 'A')
    return fake.held('A')
  },
  'massiveSubscriptionManager.unsubscribe': (fake) => {
    massiveSubscriptionManager.subscribe(['QQQ', 'IWM'], () => {}, 'AM')
    massiveSubscriptionManager.unsubscribe('QQQ')
    return fake.held('AM')
  },
  'massiveSubscriptionManager.updateWatchlist': (fake) => {
    massiveSubscriptionManager.updateWatchlist(['QQQ'])
    return fake.store.getState().watchlist.roots
  },
}

const ANSWERS: Readonly<Record<keyof typeof CALLS, unknown>> = {
  'massiveClient.getQuote': 9,
  'massiveClient.getQuotes': [9],
  'massiveClient.getOptionsChain': [CONTRACT],
  'massiveClient.getOptionContract': 650,
  'massiveClient.getIndex': 6500,
  'massiveClient.getIndices': [6500],
  'massiveClient.getAggregates': [5],
  'massiveClient.getMarketStatus': 'closed',
  'massiveClient.getMarketHolidays': ['Christmas'],
  'massiveClient.getRSI': 2,
  'massiveClient.getOptionTrades': [4],
  'massiveWS.connect': 'open',
  'massiveWS.disconnect': 'closed',
  'massiveWS.subscribeQuotes': ['SPY', 'QQQ'],
  'massiveWS.subscribeAggregates': ['SPY'],
  'massiveWS.subscribeTrades': ['SPY'],
  'massiveWS.updateWatchlist': ['SPY'],
  'massiveWS.onStatus': ['disconnected'],
  'massiveSubscriptionManager.subscribe': ['QQQ'],
  'massiveSubscriptionManager.unsubscribe': ['IWM'],
  'massiveSubscriptionManager.updateWatchlist': ['QQQ'],
}

function scripted(): FakeMassive {
  const fake = createFakeMassive()
  fake.quote({ symbol: 'SPY', bid: 9 })
  fake.quote({ symbol: 'I:SPX', value: 6500 })
  fake.chain({ underlying: 'SPY', contracts: [optionContract(), optionContract({ ticker: 'O:P', type: 'put' })] })
  fake.history([aggregate({ timeframe: '1h', start: START, close: 5 })])
  fake.marketStatus({ market: 'closed' })
  fake.holidays([marketHoliday({ date: '2026-12-25' }), marketHoliday({ date: '2027-01-01' })])
  fake.trade({ symbol: CONTRACT, price: 3 })
  fake.trade({ symbol: CONTRACT, price: 4 })
  return fake
}

describe('every old call', () => {
  beforeAll(() => {
    vi.spyOn(console, 'warn').mockImplementation(() => {})
  })

  beforeEach(() => {
    resetLegacyUsage()
    vi.mocked(console.warn).mockClear()
  })

  it.each(Object.entries(CALLS))(
    '%s works on the shared provider, and is counted and told of once',
    async (name, call) => {
      const fake = scripted()
      configureLegacy({ provider: fake.massive })

      expect(await call(fake)).toEqual(ANSWERS[name])
      const first = legacyUsage()[name] ?? 0
      await call(fake)

      expect(first).toBe(1)
      expect(legacyUsage()[name]).toBe(2)
      const notices = vi
        .mocked(console.warn)
        .mock.calls.flat()
        .filter((notice) => String(notice).includes(`${name} is`))
      expect(notices).toEqual([expect.stringMatching(/is deprecated; use .*massive\./)])
    },
  )

  it('lists what was called by name, in order', () => {
    const fake = scripted()
    configureLegacy({ provider: fake.massive })
    massiveWS.updateWatchlist([])
    massiveWS.disconnect()
    massiveSubscriptionManager.updateWatchlist([])
    massiveWS.disconnect()

    expect(Object.entries(legacyUsage())).toEqual([
      ['massiveSubscriptionManager.updateWatchlist', 1],
      ['massiveWS.disconnect', 2],
      ['massiveWS.updateWatchlist', 1],
    ])
  })

  it('delivers seconds and minutes to the manager’s subscribers by channel', () => {
    const fake = scripted()
    configureLegacy({ provider: fake.massive })
    const seen: unknown[] = []
    const stops = [
      massiveSubscriptionManager.subscribe('SPY', (bar) => seen.push(['A', bar.close]), 'A'),
      massiveSubscriptionManager.subscribe('SPY', (bar) => seen.push(['AM', bar.close]), 'AM'),
    ]

    fake.bar({ timeframe: '1s', start: START, end: START + 1_000, close: 1 })
    for (const stop of stops) stop()
    fake.bar({ timeframe: '1s', start: START + 1_000, end: START + 2_000, close: 2 })

    expect(seen).toContainEqual(['A', 1])
    expect(seen).not.toContainEqual(['A', 2])
    expect(fake.held('A')).toEqual([])
  })

  it('refuses bars without their interval, as a caller without types may ask for them', async () => {
    configureLegacy({ provider: scripted().massive })

    // @ts-expect-error -- from and to are missing
    await expect(massiveClient.getAggregates('SPY', '1h')).rejects.toThrow(InvalidRequestError)
  })
})

describe('a client of its own', () => {
  it('asks where its options say, not the shared provider', async () => {
    const fake = scripted()
    configureLegacy({ provider: fake.massive, notify: null })
    const { fetch, requests } = createFakeFetch(({ url }) =>
      json(
        url.pathname === '/api/ws-token'
          ? { token: 't', expiresAt: Date.now() + 300_000, serverTime: Date.now() }
          : { market: 'open', serverTime: '2026-11-20T10:00:00-05:00' },
      ),
    )
    const client = new MassiveApiClient({
      baseUrl: 'http://proxy.test/api/massive',
      wsUrl: 'ws://proxy.test/ws',
      tokenUrl: 'http://proxy.test/api/ws-token',
      storage: null,
      fetch,
    })

    expect((await client.getMarketStatus()).market).toBe('open')
    expect(requests.at(-1)?.url.pathname).toBe('/api/massive/v1/marketstatus/now')
    expect(fake.calls).toEqual([])
  })
})
