import { describe, expect, it, vi } from 'vitest'
import { nextPath } from '../../../adapters/rest/pagination.ts'
import { ConfigurationError, InvalidPayloadError } from '../../../domain/errors.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import { failureOf } from '../../support/failure-of.ts'
import { json } from '../../support/fake-fetch.ts'
import { BASE_URL, createRestDesk } from '../../support/rest-desk.ts'

describe('pagination', () => {
  it.each([
    [`${BASE_URL}/v3/trades/SPY?cursor=a%2Fb&limit=5`, 'v3/trades/SPY?cursor=a%2Fb&limit=5'],
    ['/api/massive/v3/trades/SPY?cursor=a', 'v3/trades/SPY?cursor=a'],
    // behind a server that ends TLS the proxy believes in the other scheme
    ['https://proxy.test/api/massive/v3/trades', 'v3/trades'],
  ])('reads %s', (nextUrl, path) => {
    expect(nextPath(nextUrl, BASE_URL)).toBe(path)
  })

  it.each([
    'https://api.massive.com/v3/trades/SPY?cursor=a',
    'https://proxy.test:80/api/massive/v3/trades',
    'https://evil.test/api/massive/v3/trades',
    '//evil.test/api/massive/v3/trades',
    '/api/other/v3/trades',
    '/api/massive/../other',
    'http://proxy.test.evil.test/api/massive/v3',
    'javascript:alert(1)',
    'http://',
  ])('never follows %s', async (nextUrl) => {
    const { rest, server } = createRestDesk(() => json({ results: [], next_url: nextUrl }))
    expect(await failureOf(rest.getTrades('SPY'))).toBeInstanceOf(InvalidPayloadError)
    expect(server.requests).toHaveLength(1)
  })

  it('does not walk in circles', async () => {
    const { rest, server } = createRestDesk(() => json({ results: [], next_url: `${BASE_URL}/v3/trades/SPY?cursor=a` }))
    const error = await failureOf(rest.getTrades('SPY'))
    expect(error.message).toContain('leads back')
    expect(server.requests).toHaveLength(2)
  })

  it('takes a blank next page as the last', async () => {
    const { rest } = createRestDesk(() => json({ results: [], next_url: null }))
    expect(await rest.getTrades('SPY')).toEqual([])
  })

  it('reads a long page in parts, and lets the page go on after each', async () => {
    const breaths: (() => void)[] = []
    const clock = {
      ...createFakeClock(),
      breathe: () => new Promise<void>((resolve) => void breaths.push(resolve)),
    }
    const from = Date.UTC(2026, 10, 20, 15)
    const bars = Array.from({ length: 250 }, (_, minute) => ({
      t: from + minute * 60_000,
      o: 1,
      h: 1,
      l: 1,
      c: 1,
      v: 1,
    }))
    const { rest } = createRestDesk(() => json({ results: [...bars, { t: 'never' }] }), { clock })
    let isRead = false
    const reading = rest.getAggregates('SPY', '1m', from, from + 250 * 60_000).finally(() => (isRead = true))

    for (let parts = 1; parts <= 3; parts++) {
      await vi.waitFor(() => expect(breaths).toHaveLength(parts))
      expect(isRead).toBe(false)
      breaths.at(-1)?.()
    }

    expect((await reading).map(({ start }) => start)).toEqual(bars.map(({ t }) => t))
    expect(rest.health().requests).toBe(1)
  })

  it('hands on no page whose reader has gone while it was read', async () => {
    const controller = new AbortController()
    const clock = { ...createFakeClock(), breathe: async () => controller.abort(new Error('gone')) }
    const row = {
      details: {
        ticker: 'O:SPY261218C00650000',
        contract_type: 'call',
        expiration_date: '2026-12-18',
        strike_price: 650,
      },
    }
    const { rest } = createRestDesk(() => json({ results: [row] }), { clock })
    const pages: unknown[] = []
    const reading = rest.getOptionsChain('SPY', {}, { signal: controller.signal, onPage: (page) => pages.push(page) })

    expect((await failureOf(reading)).message).toBe('gone')
    expect(pages).toEqual([])
  })
})

describe('REST options', () => {
  it.each([
    ['baseUrl', '/api/massive'],
    ['maxAttempts', 0],
    ['concurrency', 1.5],
    ['maxPages', Number.NaN],
    ['timeoutMs', 0],
    ['maxLimitWaitMs', -1],
  ])('refuses %s: %j', (option, value) => {
    const create = (): unknown => createRestDesk(() => json({}), { [option]: value })
    expect(create).toThrow(ConfigurationError)
    expect(create).toThrow(`${option}: `)
  })
})
