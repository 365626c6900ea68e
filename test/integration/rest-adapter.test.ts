import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { MassiveREST } from '../../adapters/rest/rest.ts'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import { systemClock } from '../../domain/clock.ts'
import { NotEntitledError, UpstreamError } from '../../domain/errors.ts'
import type { HealthEvent } from '../../domain/health.ts'
import { createProxy } from '../../proxy/index.ts'
import type { Proxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'
import type { Simulator } from '../../simulator/index.ts'
import { failureOf } from '../support/failure-of.ts'

describe('REST through the proxy', () => {
  let simulator: Simulator
  let proxy: Proxy
  let rest: MassiveREST
  let events: HealthEvent[]

  beforeAll(async () => {
    simulator = await createSimulator({ seed: 7, ticksPerSecond: 20, startAt: Date.UTC(2026, 10, 20, 15) })
    const { apiKey, restUrl, wsUrl } = simulator
    proxy = await createProxy({ apiKey, restUrl, wsUrl, port: 0, logLevel: 'silent' })
  })
  afterAll(async () => {
    await proxy.close()
    await simulator.close()
  })
  beforeEach(() => {
    simulator.faults.clear()
    events = []
    const outside = {
      clock: systemClock,
      fetch,
      random: Math.random,
      onEvent: (event: HealthEvent) => events.push(event),
    }
    const tokens = new MassiveTokenManager({ ...outside, tokenUrl: `${proxy.url}/api/ws-token` })
    rest = new MassiveREST({ ...outside, baseUrl: `${proxy.url}/api/massive`, tokens })
  })

  it('loads a chain of thousands whole, ordered and once each', async () => {
    const chain = await rest.getOptionsChain('SPY')
    expect(chain.contracts.length).toBeGreaterThanOrEqual(3_000)
    expect(chain.expirations.length).toBeGreaterThanOrEqual(20)
    expect(chain.complete).toBe(true)
    expect(new Set(chain.contracts.map(({ ticker }) => ticker)).size).toBe(chain.contracts.length)
    const keys = chain.contracts.map(({ expiration, strike }) => `${expiration} ${String(strike).padStart(12, '0')}`)
    expect(keys).toEqual(keys.toSorted())
    expect(events.filter(({ kind }) => kind !== 'token')).toEqual([])
  })

  it('answers hundreds of symbols of every class beside those that do not exist', async () => {
    const { contracts } = await rest.getOptionsChain('I:SPX', { expirationTo: '2026-11-25' })
    const symbols = ['SPY', 'BRK.B', 'I:SPX', 'NOPE', ...contracts.slice(0, 300).map(({ ticker }) => ticker)]
    const { quotes, errors } = await rest.getQuotes(symbols)
    expect(quotes.map(({ symbol }) => symbol)).toEqual(symbols.filter((symbol) => symbol !== 'NOPE'))
    expect(errors.map(({ symbol }) => symbol)).toEqual(['NOPE'])
  })

  it('recovers from failures of the vendor', async () => {
    simulator.faults.rest({ status: 500, count: 2, path: '/v3/reference/tickers' })
    expect((await rest.searchTickers('appl', 3)).map(({ ticker }) => ticker)).toContain('AAPL')
    expect(rest.health()).toMatchObject({ retries: 2, errors: { UpstreamError: 2 } })
  })

  // each asks for something else, so that the proxy does not answer from what it keeps
  it.each([
    [1, 5],
    [{ dateInSeconds: 1 }, 6],
  ])('waits out a rate limit of %j', async (retryAfter, limit) => {
    simulator.faults.rest({ status: 429, count: 1, retryAfter, path: '/v3/trades' })
    await rest.getTrades('SPY', { limit })
    expect(events.filter(({ kind }) => kind === 'rate-limited')).toHaveLength(1)
    expect(rest.health()).toMatchObject({ retries: 1, errors: { RateLimitError: 1 } })
  })

  it('takes a refusal that comes with 200 for what it is', async () => {
    simulator.faults.rest({ status: 200, count: 1, path: '/v1/indicators' })
    expect(await failureOf(rest.getRSI('SPY', { limit: 3 }))).toBeInstanceOf(NotEntitledError)
  })

  it("says that the proxy's own key is refused, and does not insist", async () => {
    simulator.faults.expireKey()
    const error = await failureOf(rest.getAggregates('QQQ', '1d', '2026-11-02', '2026-11-19'))
    simulator.faults.restoreKey()
    expect(error).toBeInstanceOf(UpstreamError)
    expect(error.message).toContain('MASSIVE_API_KEY')
    expect(error.message).not.toContain(simulator.apiKey)
    expect(rest.health().requests).toBe(1)
  })
})
