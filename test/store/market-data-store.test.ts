import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { ConfigurationError, NotEntitledError } from '../../domain/errors.ts'
import type { Quote } from '../../domain/quote.ts'
import { encodeQuoteMessage } from '../../domain/wire-messages.ts'
import { endpointHealth, marketHoliday, optionContract, quotePatch } from '../../src/testing/builders.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { putMessage } from '../support/put-message.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { openFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import type { StringStorage } from '../../store/persistence.ts'
import { selectBars } from '../../store/selectors/series.ts'
import { selectQuote } from '../../store/selectors/quotes.ts'

interface Sent {
  readonly action: { readonly type: string; readonly [name: string]: unknown }
  readonly state: { readonly quotes: Record<string, Quote>; readonly serial: number }
}

/** What the browser's extension does with a store, as far as the store can tell. */
function installDevtools(): { readonly sent: Sent[]; readonly dispatch: (type: string, state: unknown) => void } {
  const sent: Sent[] = []
  let listener: (message: unknown) => void = () => {}
  vi.stubGlobal('window', {
    __REDUX_DEVTOOLS_EXTENSION__: {
      connect: (options: { stateSanitizer: (state: unknown) => Sent['state'] }) => ({
        init: () => {},
        subscribe: (next: typeof listener) => {
          listener = next
        },
        send: (action: Sent['action'], state: unknown) =>
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the extension keeps JSON
          sent.push({ action, state: JSON.parse(JSON.stringify(options.stateSanitizer(state))) as Sent['state'] }),
      }),
    },
  })
  return {
    sent,
    dispatch: (type, state) => listener({ type: 'DISPATCH', payload: { type }, state: JSON.stringify(state) }),
  }
}

function createStorage(
  saved: Record<string, string> = {},
): StringStorage & { readonly saved: Record<string, string>; writes: number } {
  return {
    saved,
    writes: 0,
    getItem: (name) => saved[name] ?? null,
    setItem(name, value) {
      this.writes++
      saved[name] = value
    },
    removeItem: (name) => void delete saved[name],
  }
}

const setBid = (store: MarketDataStore, bid: number, timestamp: number): void =>
  store.getState().applyQuotes([quotePatch({ bid, timestamp })], timestamp)
const bidOf = (store: MarketDataStore): number | undefined => selectQuote('SPY')(store.getState())?.bid

afterEach(() => vi.unstubAllGlobals())

describe('createMarketDataStore', () => {
  it('makes stores that know nothing of one another', () => {
    const [left, right] = [createMarketDataStore(), createMarketDataStore()]
    setBid(left, 1, 1)

    expect(bidOf(right)).toBeUndefined()
  })

  it.each(['maxTrades', 'maxBars', 'maxEvents', 'maxUnheldQuotes', 'maxUnheldSeries'] as const)(
    'refuses a %s that is no count',
    (name) => {
      expect(() => createMarketDataStore({ [name]: -1 })).toThrow(ConfigurationError)
      expect(() => createMarketDataStore({ [name]: 1.5 })).toThrow(name)
    },
  )

  it('calls a listener with a selector only when what it selects changed', () => {
    const store = createMarketDataStore()
    const onQuote = vi.fn<(quote: Quote | undefined) => void>()
    store.subscribe(selectQuote('SPY'), onQuote)
    store.getState().watch('QQQ')
    setBid(store, 1, 1)

    expect(onQuote).toHaveBeenCalledTimes(1)
  })

  it('lets the types refuse a wrong timeframe, channel and selector', () => {
    const store = createMarketDataStore()
    expectTypeOf(selectQuote('SPY')(store.getState())).toEqualTypeOf<Quote | undefined>()
    expectTypeOf(selectBars)
      .parameter(1)
      .toEqualTypeOf<'1s' | '1m' | '5m' | '15m' | '30m' | '1h' | '4h' | '1d' | '1w' | '1M'>()
    // @ts-expect-error -- no such timeframe
    selectBars('SPY', '2m')
    // @ts-expect-error -- no such channel
    store.getState().clearRejections('X', [])
    // @ts-expect-error -- quotes have no such field
    const wrong = (state: MarketDataState): unknown => state.quotes.bySymbol
    const write = (state: MarketDataState): void => {
      // @ts-expect-error -- state is read-only
      state.watchlist.symbols = []
    }
    expect([wrong, write]).toHaveLength(2)
  })
})

describe('devtools', () => {
  it('show named actions and quotes by symbol', () => {
    const { sent } = installDevtools()
    const store = createMarketDataStore({ clock: createFakeClock() })
    store.getState().watch('SPY')
    setBid(store, 7, 1)

    expect(sent.map(({ action }) => action)).toEqual([{ type: 'watchlist/watch' }, { type: 'quotes/apply', count: 1 }])
    expect(sent[1]?.state.quotes['SPY']?.bid).toBe(7)
    expect(sent[1]?.state).not.toHaveProperty('applyQuotes')
  })

  it('see at most four actions a second of the feed, with counts, and the last one always', () => {
    const { sent } = installDevtools()
    const clock = createFakeClock()
    const store = createMarketDataStore({ clock })
    const feed = openFeed({ store, clock })
    for (let at = 1; at <= 60; at++) {
      putMessage(feed.sink, 'SPY', encodeQuoteMessage(quotePatch({ bid: at, timestamp: at })))
      clock.advance(16)
    }
    clock.advance(1000)

    const flushes = sent.filter(({ action }) => action.type === 'quotes/flush')
    expect(flushes.length).toBeLessThanOrEqual(5)
    expect(flushes.reduce((sum, { action }) => sum + Number(action['flushes']), 0)).toBe(60)
    expect(flushes.reduce((sum, { action }) => sum + Number(action['quotes']), 0)).toBe(60)
    expect(flushes.at(-1)?.state.quotes['SPY']?.bid).toBe(60)
    expect(bidOf(store)).toBe(60)
  })

  it('are left alone when they are switched off', () => {
    const { sent } = installDevtools()
    createMarketDataStore({ devtools: false }).getState().watch('SPY')

    expect(sent).toEqual([])
  })

  it('travel into the past while the feed waits, and back to the present', () => {
    const { sent, dispatch } = installDevtools()
    const clock = createFakeClock()
    const store = createMarketDataStore({ clock })
    const feed = openFeed({ store, clock })
    setBid(store, 1, 1)
    setBid(store, 2, 2)
    feed.sink.quote('QQQ', quotePatch({ symbol: 'QQQ' }))

    dispatch('JUMP_TO_STATE', sent[0]?.state)
    putMessage(feed.sink, 'SPY', encodeQuoteMessage(quotePatch({ bid: 3, timestamp: 3 })))
    clock.advance(500)
    feed.flush()
    expect(bidOf(store)).toBe(1)
    expect(store.feed.timeTravel.isTravelling()).toBe(true)

    store.getState().watch('NEW')
    dispatch('JUMP_TO_ACTION', sent.findLast(({ action }) => action.type === 'watchlist/watch')?.state)
    expect(store.feed.timeTravel.isTravelling()).toBe(false)
    clock.advance(16)
    expect(bidOf(store)).toBe(3)
    expect(selectQuote('QQQ')(store.getState())).toBeDefined()
  })

  it('travel back to an error by its name and words', () => {
    const { sent, dispatch } = installDevtools()
    const store = createMarketDataStore({ clock: createFakeClock() })
    const { reject, failChain, clearRejections, watch } = store.getState()
    failChain('SPY', new NotEntitledError('the chain of SPY is not in the plan'))
    reject('Q', ['SPY'], new Error('no seat left'))
    const before = sent.at(-1)?.state
    clearRejections('Q', ['SPY'])
    watch('QQQ')

    dispatch('JUMP_TO_STATE', before)

    const { chains, connection } = store.getState()
    expect(String(chains.byUnderlying['SPY']?.error)).toBe('NotEntitledError: the chain of SPY is not in the plan')
    expect(String(connection.rejections['Q|SPY'])).toBe('Error: no seat left')
    expect(connection.rejections['Q|SPY']).toBeInstanceOf(Error)
  })

  it('return to the present by themselves, keeping what was changed meanwhile', () => {
    const { sent, dispatch } = installDevtools()
    const clock = createFakeClock()
    const store = createMarketDataStore({ clock })
    setBid(store, 1, 1)
    setBid(store, 2, 2)
    dispatch('JUMP_TO_STATE', sent[0]?.state)
    clock.advance(20_000)
    dispatch('JUMP_TO_STATE', sent[0]?.state)
    store.getState().setEndpointHealth('options', endpointHealth({ messages: 77 }))
    clock.advance(29_999)
    expect(bidOf(store)).toBe(1)

    clock.advance(1)
    expect(bidOf(store)).toBe(2)
    expect(store.getState().connection.options.messages).toBe(77)
    store.feed.timeTravel.resume()
    expect([bidOf(store), clock.pending]).toEqual([2, 0])
  })
})

describe('persistence', () => {
  it('brings watchlist, holidays and contracts back at the next visit', () => {
    const clock = createFakeClock()
    const storage = createStorage()
    const first = createMarketDataStore({ clock, storage })
    first.getState().watch('SPY')
    first.getState().setRoots(['QQQ'])
    first.getState().setHolidays([marketHoliday()])
    first.getState().applyContract(optionContract())
    setBid(first, 1, 1)
    clock.advance(1000)

    const { watchlist, reference, chains, quotes } = createMarketDataStore({ clock, storage }).getState()
    expect(watchlist).toEqual({ symbols: ['SPY'], roots: ['QQQ'], streamed: [] })
    expect(reference.holidays).toEqual([marketHoliday()])
    expect(Object.values(chains.contracts)).toEqual([optionContract()])
    expect(quotes.values).toEqual([])
    expect(storage.writes).toBe(1)
  })

  it('writes nothing while only quotes change', () => {
    const clock = createFakeClock()
    const storage = createStorage()
    const store = createMarketDataStore({ clock, storage })
    store.getState().watch('SPY')
    clock.advance(1000)
    for (let at = 1; at < 100; at++) setBid(store, at, at)
    clock.advance(10_000)

    expect(storage.writes).toBe(1)
    expect(clock.pending).toBe(0)
  })

  it('restores the last quotes where it was asked to, marked as restored', () => {
    const clock = createFakeClock()
    const storage = createStorage()
    const first = createMarketDataStore({ clock, storage, keepQuotes: true })
    setBid(first, 5, 1)
    clock.advance(1000)

    const second = createMarketDataStore({ clock, storage, keepQuotes: true })
    expect(selectQuote('SPY')(second.getState())).toMatchObject({ bid: 5, source: 'restored' })
  })

  it('restores no quotes that an earlier setting kept, and lets them go', () => {
    const clock = createFakeClock()
    const storage = createStorage()
    setBid(createMarketDataStore({ clock, storage, keepQuotes: true }), 5, 1)
    clock.advance(1000)

    const store = createMarketDataStore({ clock, storage })
    expect(store.getState().quotes.values).toEqual([])
    store.getState().watch('SPY')
    clock.advance(1000)
    expect(storage.saved['massive-market-data']).toContain('"quotes":[]')
  })

  it('saves what two tabs add, remove and move, whichever is the last to write', () => {
    const clock = createFakeClock()
    const storage = createStorage()
    const open = () => createMarketDataStore({ clock, storage })
    const first = open()
    first.getState().setWatchlist(['A', 'B', 'C'])
    clock.advance(1000)
    const second = open()
    first.getState().watch('D')
    first.getState().setRoots(['SPY'])
    first.getState().unwatch('A')
    clock.advance(1000)
    second.getState().watch('E')
    second.getState().moveWatched('C', 0)
    clock.advance(1000)

    expect(open().getState().watchlist).toMatchObject({ symbols: ['C', 'B', 'E', 'D'], roots: ['SPY'] })
    first.getState().unwatch('B')
    clock.advance(1000)
    expect(open().getState().watchlist.symbols).toEqual(['C', 'D', 'E'])
  })

  it.each(['', 'not json', '{"version":1,"state":{"symbols":[1]}}', '{"version":99,"state":{}}'])(
    'starts empty from %j',
    (text) => {
      const store = createMarketDataStore({ storage: createStorage({ 'massive-market-data': text }) })

      expect(store.getState().watchlist.symbols).toEqual([])
    },
  )

  it.each(['symbols', 'roots', 'holidays', 'contracts', 'quotes'] as const)(
    'reads the rest when the %s are broken',
    (part) => {
      const clock = createFakeClock()
      const storage = createStorage()
      const first = createMarketDataStore({ clock, storage, keepQuotes: true })
      first.getState().watch('SPY')
      first.getState().setRoots(['QQQ'])
      first.getState().setHolidays([marketHoliday()])
      first.getState().applyContract(optionContract())
      setBid(first, 5, 1)
      clock.advance(1000)
      const sizes = (): Record<typeof part, number> => {
        const { watchlist, reference, chains, quotes } = createMarketDataStore({
          clock,
          storage,
          keepQuotes: true,
        }).getState()
        return {
          symbols: watchlist.symbols.length,
          roots: watchlist.roots.length,
          holidays: reference.holidays.length,
          contracts: Object.keys(chains.contracts).length,
          quotes: quotes.values.length,
        }
      }
      expect(sizes()).toEqual({ symbols: 1, roots: 1, holidays: 1, contracts: 1, quotes: 1 })

      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the store has just written it
      const saved = JSON.parse(storage.saved['massive-market-data'] ?? '') as { readonly state: object }
      for (const broken of [[{ ticker: 'lower case' }], ['lower case'], 5, undefined]) {
        const state = { ...saved.state, [part]: broken }
        storage.saved['massive-market-data'] = JSON.stringify({ ...saved, state })
        expect(sizes()).toEqual({ symbols: 1, roots: 1, holidays: 1, contracts: 1, quotes: 1, [part]: 0 })
      }
    },
  )

  it('lives on when the storage refuses to read or write', () => {
    const clock = createFakeClock()
    const refuse = (): never => {
      throw new Error('quota')
    }
    const store = createMarketDataStore({ clock, storage: { getItem: refuse, setItem: refuse, removeItem: refuse } })
    store.getState().watch('SPY')
    clock.advance(1000)

    expect(store.getState().watchlist.symbols).toEqual(['SPY'])
  })

  it('forgets what was saved when asked', () => {
    const storage = createStorage({ desk: '{}' })
    createMarketDataStore({ storage, name: 'desk' }).persist.clearStorage()

    expect(storage.saved).toEqual({})
  })
})
