import { expect, it, vi } from 'vitest'
// fetched when something is subscribed: no test is to wait for the machine to read it
import '../../adapters/rest/rest.ts'
import '../../adapters/transport/transport.ts'
import { MassiveDataProvider } from '../../src/provider.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createFakeFetch, json } from '../support/fake-fetch.ts'
import { FakeStreamServer } from '../support/fake-stream-server.ts'

function createWorld() {
  const clock = createFakeClock()
  const server = new FakeStreamServer({ clock })
  const token = { token: 'token', expiresAt: clock.now() + 3_600_000, serverTime: clock.now() }
  const provider = new MassiveDataProvider({
    baseUrl: 'http://proxy.test/api/massive',
    wsUrl: 'ws://proxy.test/ws',
    tokenUrl: 'http://proxy.test/api/ws-token',
    clock,
    fetch: createFakeFetch(() => json(token)).fetch,
    random: () => 0.5,
    storage: null,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a socket in memory has all that the provider uses
    WebSocket: server.network.WebSocket as typeof WebSocket,
  })
  const settle = async (): Promise<void> => {
    await vi.dynamicImportSettled()
    await clock.advanceAsync(200)
  }
  /** Until the server has taken something: how many turns the loading of the code takes is not known. */
  const connected = async (): Promise<void> => {
    const acknowledged = (): number => provider.store.getState().connection.indices.acknowledged
    for (let turn = 0; turn < 50 && acknowledged() === 0; turn++) await settle()
    expect(acknowledged()).toBeGreaterThan(0)
  }
  return { provider, server, clock, settle, connected }
}

it('a symbol that the server refuses reaches its subscriber as an error, and no other one', async () => {
  const { provider, server, settle, connected } = createWorld()
  server.rejects.set('GONE', 'not-found')
  const errors: string[] = []
  const others: Error[] = []
  const quotes: string[] = []
  provider.subscribeQuotes(['SPY', 'GONE'], ({ symbol }) => quotes.push(symbol), {
    onError: (error) => errors.push(`${error.name}: ${error.message}`),
  })
  provider.subscribeQuotes(['SPY'], () => {}, { onError: (error) => others.push(error) })
  await connected()
  server.quote('SPY', 1)
  await settle()
  provider.disconnect()

  expect(errors).toEqual(['SubscriptionError: GONE: refused: not-found'])
  expect(others).toEqual([])
  expect(quotes).toEqual(['SPY'])
  expect(provider.store.getState().connection.events.some(({ kind }) => kind === 'rejected')).toBe(true)
})

it('a symbol that was refused before is told to who comes later, unless they leave at once', async () => {
  const { provider, server, settle, connected } = createWorld()
  server.rejects.set('GONE', 'not-found')
  provider.subscribeQuotes(['SPY', 'GONE'], () => {})
  await connected()
  await settle()
  const told: string[] = []
  const follow = (name: string, onTold = (): void => {}) =>
    provider.subscribeQuotes(['GONE', 'SPY'], () => {}, {
      onError({ message }) {
        told.push(`${name}: ${message}`)
        onTold()
      },
    })
  follow('broken', () => {
    throw new Error('a callback broke')
  })
  follow('later')
  follow('left')()
  expect(told).toEqual([])
  await settle()
  provider.disconnect()

  expect(told).toEqual(['broken: GONE: refused: not-found', 'later: GONE: refused: not-found'])
  expect(provider.store.getState().connection.events.at(-1)?.message).toBeDefined()
})

it('a refusal of trades is not told to who holds the quotes', async () => {
  const { provider, server, settle, connected } = createWorld()
  const told: string[] = []
  provider.subscribeQuotes(['SPY'], () => {}, { onError: () => told.push('quotes') })
  await connected()
  server.rejects.set('SPY', 'not-entitled')
  provider.subscribeTrades(['SPY'], () => {}, { onError: () => told.push('trades') })
  await settle()
  provider.disconnect()

  expect(told).toEqual(['trades'])
})
