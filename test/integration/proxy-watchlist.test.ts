import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { parseOptionTicker } from '../../domain/ticker.ts'
import { createSimulator } from '../../simulator/index.ts'
import { createProxyWorld, onTestEnd } from '../support/proxy-world.ts'

const priceAnswer = z.object({ results: z.tuple([z.object({ last_trade: z.object({ price: z.number() }) })]) })

describe('the watchlist through the proxy', () => {
  it('streams the contracts of the nearest expirations around the money, of stocks and indices', async () => {
    const simulator = await createSimulator({ ticksPerSecond: 500 })
    onTestEnd(() => simulator.close())
    const { apiKey, restUrl, wsUrl } = simulator
    const { client } = await createProxyWorld({ apiKey, restUrl, wsUrl, contractsPerRoot: 8 })
    const page = await client('options')

    page.send({ action: 'updateWatchlist', roots: ['SPY', 'SPX'] })

    const status = await page.next('status', (data) => data.status === 'watchlist' && data.symbols.length === 16)
    const symbols = 'symbols' in status ? status.symbols : []
    const strikes = symbols.flatMap((symbol) => {
      const parsed = parseOptionTicker(symbol)
      return parsed?.root === 'SPY' ? [parsed.strike] : []
    })
    const answer = await fetch(`${restUrl}/v3/snapshot?ticker.any_of=SPY&apiKey=${apiKey}`)
    const price = priceAnswer.parse(await answer.json()).results[0].last_trade.price
    expect(strikes).toHaveLength(8)
    for (const strike of strikes) expect(Math.abs(strike - price) / price).toBeLessThan(0.05)
    expect(await page.next('Q', ({ symbol }) => symbols.includes(symbol))).toHaveProperty('ask')

    page.send({ action: 'updateWatchlist', roots: [] })
    const ended = await page.next('status', (data) => data.status === 'watchlist' && data.roots.length === 0)
    expect(ended).toMatchObject({ symbols: [] })
  })

  it('refuses roots the vendor lists nothing for, and the wrong socket', async () => {
    const { client, vendor } = await createProxyWorld()
    vendor.handler = ({ path }) =>
      path === '/v3/reference/options/contracts' ? { body: { status: 'OK', results: [] } } : undefined
    const [options, indices] = [await client('options'), await client('indices')]

    options.send({ action: 'updateWatchlist', roots: ['NOSUCH', 'no such'] })
    indices.send({ action: 'updateWatchlist', roots: ['SPY'] })

    expect(await options.next('error', ({ symbols }) => symbols?.[0] === 'no such')).toMatchObject({
      code: 'invalid-symbol',
    })
    expect(await options.next('error', ({ symbols }) => symbols?.[0] === 'NOSUCH')).toMatchObject({ code: 'not-found' })
    expect(await indices.next('error')).toMatchObject({ code: 'wrong-endpoint' })
  })
})
