import { describe, expect, it } from 'vitest'
import { createLiveDesk, untilState } from '../support/live-desk.ts'
import type { HealthEvent } from '../../domain/health.ts'
import type { MassiveDataProvider } from '../../src/provider.ts'

const ignore = (): void => undefined

const eventsOf = ({ store }: MassiveDataProvider, kind: HealthEvent['kind']): readonly HealthEvent[] =>
  store.getState().connection.events.filter((event) => event.kind === kind)

/** The store's health lags behind the provider's by at most a second; this waits until both say so. */
const untilDelivering = (provider: MassiveDataProvider, count: number): Promise<true> =>
  untilState(provider, `${count} delivering`, ({ connection }) => connection.indices.delivering === count || undefined)

describe('getHealth over real sockets', () => {
  it('counts what was requested, acknowledged and delivers, each by itself', async () => {
    const { provider } = await createLiveDesk()
    provider.subscribeQuotes(['SPY', 'QQQ', 'NOSUCH'], ignore)
    await untilState(provider, 'a rejection', ({ connection }) => connection.rejections['Q|NOSUCH'])
    await untilDelivering(provider, 2)

    const { indices, options } = provider.getHealth()
    expect(indices).toMatchObject({ status: 'open', transport: 'streaming', requested: 3, acknowledged: 2 })
    expect(indices.delivering).toBe(2)
    expect(options).toMatchObject({ status: 'idle', transport: 'idle', requested: 0 })
    expect(eventsOf(provider, 'rejected').at(-1)?.message).toContain('NOSUCH')
  })

  it('follows the stream down to polling and back, each step with its reason', async () => {
    const { provider, simulator } = await createLiveDesk({ provider: { fallbackAfterMs: 200, pollIntervalMs: 200 } })
    provider.subscribeQuotes(['SPY'], ignore)
    await untilDelivering(provider, 1)
    simulator.faults.refuse('stocks', true)
    simulator.faults.dropAll('stocks')
    await untilState(provider, 'polling', ({ connection }) => connection.indices.transport === 'polling')
    await untilState(provider, 'polled quotes', ({ connection }) => (connection.rest.lastSuccessAt ?? 0) > 0)
    expect(provider.getHealth().indices).toMatchObject({ status: 'open', transport: 'polling' })
    expect(provider.getHealth().indices.upstream).toMatchObject({ stocks: 'down' })

    simulator.faults.refuse('stocks', false)
    await untilState(provider, 'streaming', ({ connection }) => connection.indices.transport === 'streaming')

    const modes = eventsOf(provider, 'transport').map(({ message }) => message)
    expect(modes).toEqual([
      expect.stringMatching(/^streaming: ./),
      expect.stringMatching(/^polling: without stocks/),
      expect.stringMatching(/^streaming: ./),
    ])
    expect(eventsOf(provider, 'upstream').map(({ status }) => status)).toContain('down')
  })

  it('tells until when a rate limit holds REST back, and what failed', async () => {
    const { provider, simulator } = await createLiveDesk()
    simulator.faults.rest({ status: 429, count: 1, retryAfter: 2 })
    const answer = provider.getAggregates('SPY', '1d', '2026-10-01', '2026-10-30')
    await untilState(provider, 'the limit', ({ connection }) => connection.rest.limitedUntil)
    const { rest } = provider.getHealth()

    expect(rest.limitedUntil).toBeGreaterThan(Date.now())
    expect(rest.errors).toEqual({ RateLimitError: 1 })
    expect(eventsOf(provider, 'rate-limited')).toHaveLength(1)
    await answer
    expect(provider.getHealth().rest).toMatchObject({ retries: 1, limitedUntil: undefined })
  })

  it('tells of token and cache as they are', async () => {
    const { provider } = await createLiveDesk()
    expect(provider.getHealth().token.status).toBe('none')
    await provider.getQuotes(['SPY'])
    await Promise.all([provider.getMarketStatus(), provider.getMarketStatus()])
    await provider.getMarketStatus()

    const { token, cache } = provider.getHealth()
    expect(token).toMatchObject({ status: 'valid', refreshes: 1, failures: 0 })
    expect(cache).toMatchObject({ hits: 2, misses: 2, hitRate: 0.5 })
    expect(provider.store.getState().connection.token).toEqual(token)
    expect(provider.store.getState().connection.cache).toEqual(cache)
    expect(eventsOf(provider, 'token').at(-1)?.message).toMatch(/^New token, valid for /)
  })

  it('says why it is closed after disconnect', async () => {
    const { provider } = await createLiveDesk()
    provider.subscribeQuotes(['SPY'], ignore)
    await untilDelivering(provider, 1)
    provider.disconnect()

    expect(provider.getHealth().indices).toMatchObject({ status: 'closed', transport: 'idle', acknowledged: 0 })
    const [connection, transport] = [eventsOf(provider, 'connection'), eventsOf(provider, 'transport')]
    expect(connection.map(({ message }) => message)).toContain('closed: disconnected by the caller')
    expect(transport.at(-1)?.message).toBe('idle: disconnected')
  })
})
