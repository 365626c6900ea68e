import { describe, expect, it } from 'vitest'
import type { Quote } from '../../../domain/quote.ts'
import {
  endpointHealth,
  marketHoliday,
  marketStatus,
  optionContract,
  optionsChain,
  quotePatch,
} from '../../../src/testing/builders.ts'
import { createMarketDataStore } from '../../../store/market-data-store.ts'
import type { MarketDataStore } from '../../../store/market-data-store.ts'
import { selectChainRows } from '../../../store/selectors/chain-rows.ts'
import { selectFreshness } from '../../../store/selectors/freshness.ts'
import { selectEndpoint } from '../../../store/selectors/health.ts'
import { selectChange, selectQuotes } from '../../../store/selectors/quotes.ts'
import { memoized } from '../../../store/selectors/selector.ts'

/** Friday 2026-11-20, 10:30 in New York. */
const OPEN = Date.UTC(2026, 10, 20, 15, 30)
/** The same time of the Saturday after. */
const CLOSED = OPEN + 86_400_000
const MINUTE = 60_000

/** A store both endpoints of which stream. */
function createStreaming(): MarketDataStore {
  const store = createMarketDataStore()
  store.getState().setEndpointHealth('options', endpointHealth())
  store.getState().setEndpointHealth('indices', endpointHealth())
  return store
}

function put(store: MarketDataStore, fields: Partial<Quote>): void {
  store.getState().applyQuotes([quotePatch({ timestamp: OPEN, ...fields })], fields.receivedAt ?? OPEN)
}

/** One selector over time, as a component holds it. */
function createWatch(store: MarketDataStore, symbol = 'SPY'): (now: number) => string {
  let time = 0
  const select = selectFreshness(symbol, () => time)
  return (now) => {
    time = now
    return select(store.getState())
  }
}

describe('freshness over time', () => {
  it('opens and closes with the session, to the minute', () => {
    const store = createStreaming()
    const opening = Date.UTC(2026, 10, 20, 14, 30)
    put(store, { symbol: 'I:SPX', value: 6500, timestamp: opening - 20_000, receivedAt: opening - 20_000 })
    const freshness = createWatch(store, 'I:SPX')

    expect(freshness(opening - 5_000)).toBe('closed')
    expect(freshness(opening - 1)).toBe('closed')
    expect(freshness(opening)).toBe('live')
    expect(freshness(opening + 5_000)).toBe('live')
  })

  it('follows the session a quarter of an hour late where the plan is delayed', () => {
    const store = createStreaming()
    const [opening, closing] = [Date.UTC(2026, 10, 20, 14, 30), Date.UTC(2026, 10, 20, 21)]
    const symbol = 'I:SPX'
    const told = (timestamp: number): void =>
      put(store, { symbol, value: 6500, timestamp, receivedAt: timestamp + 15 * MINUTE, timeframe: 'delayed' })
    const freshness = createWatch(store, symbol)

    told(opening - 60 * MINUTE)
    expect(freshness(opening + 14 * MINUTE)).toBe('closed')
    expect(freshness(opening + 15 * MINUTE)).toBe('stale')
    told(closing - 1_000)
    expect(freshness(closing + 15 * MINUTE - 1)).toBe('delayed')
    expect(freshness(closing + 15 * MINUTE)).toBe('delayed')
    expect(freshness(closing + 16 * MINUTE)).toBe('closed')
    told(closing + 60 * MINUTE)
    expect(freshness(closing + 75 * MINUTE + 5_000)).toBe('delayed')
  })

  it('closes within a minute when the day turns out to be a holiday', () => {
    const store = createStreaming()
    put(store, {})
    const freshness = createWatch(store)
    expect(freshness(OPEN + 20_000)).toBe('live')

    store.getState().setHolidays([marketHoliday({ date: '2026-11-20', status: 'closed' })])

    expect(freshness(OPEN + 20_000)).toBe('closed')
    expect(freshness(OPEN + 20_001)).toBe('closed')
  })

  it.each([
    ['a stream’s tick of ten seconds ago', { source: 'stream', timestamp: CLOSED, receivedAt: CLOSED }, 9_999, 'live'],
    ['an older tick', { source: 'stream', timestamp: CLOSED, receivedAt: CLOSED }, 10_000, 'closed'],
    ['an old tick that came late', { source: 'stream', timestamp: OPEN, receivedAt: CLOSED }, 0, 'closed'],
    ['an answer of REST', { source: 'rest', timestamp: CLOSED, receivedAt: CLOSED }, 0, 'closed'],
  ] as const)('takes %s outside the hours for what it proves', (_, fields, after, expected) => {
    const store = createStreaming()
    put(store, fields)

    expect(createWatch(store)(CLOSED + after)).toBe(expected)
  })

  it('believes in an open market for less than two minutes after it was told', () => {
    const store = createStreaming()
    put(store, { source: 'rest', timestamp: CLOSED, receivedAt: CLOSED })
    store.getState().setMarketStatus(marketStatus({ serverTime: CLOSED, market: 'open' }))
    const freshness = createWatch(store)

    expect([freshness(CLOSED + 119_999), freshness(CLOSED + 120_000)]).toEqual(['polled', 'closed'])
  })

  it('allows a stock two whole minutes of silence', () => {
    const store = createStreaming()
    put(store, {})
    const freshness = createWatch(store)

    expect([freshness(OPEN + 120_000), freshness(OPEN + 120_001)]).toEqual(['live', 'stale'])
  })
})

describe('selectors at their edges', () => {
  it('tell the two endpoints apart', () => {
    const store = createMarketDataStore()
    store.getState().setEndpointHealth('options', endpointHealth({ messages: 1 }))
    store.getState().setEndpointHealth('indices', endpointHealth({ messages: 2 }))

    expect(selectEndpoint('options')(store.getState()).messages).toBe(1)
    expect(selectEndpoint('indices')(store.getState()).messages).toBe(2)
  })

  it('know no change of an unknown symbol, and a new one when either figure differs', () => {
    const store = createMarketDataStore()
    const select = selectChange('SPY')
    expect(select(store.getState())).toEqual({ change: undefined, changePercent: undefined })

    const seen = [
      { change: 1, changePercent: 1 },
      { change: 1, changePercent: 2 },
      { change: 2, changePercent: 2 },
    ].map((fields, at) => {
      put(store, { ...fields, timestamp: OPEN + at })
      return select(store.getState())
    })

    expect(seen.map(({ change, changePercent }) => [change, changePercent])).toEqual([
      [1, 1],
      [1, 2],
      [2, 2],
    ])
  })

  it('keep an empty list of quotes one list', () => {
    const store = createMarketDataStore()
    const before = selectQuotes([])(store.getState())
    put(store, {})

    expect(before).toEqual([])
    expect(selectQuotes([])(store.getState())).toBe(before)
  })

  it('keep apart arguments that read alike in a row', () => {
    const select = memoized((left: string, right: string) => () => [left, right])

    expect(select('ab', 'c')).not.toBe(select('a', 'bc'))
    expect(select('ab', 'c')).toBe(select('ab', 'c'))
  })

  it('are kept until there are too many, the oldest going first', () => {
    const select = memoized((name: string) => () => name)
    const [first, second] = [select('first'), select('second')]
    for (let at = 0; at < 19_998; at++) select(`s${at}`)
    expect(select('first')).toBe(first)

    select('one too many')

    expect(select('second')).toBe(second)
    expect(select('first')).not.toBe(first)
  })
})

describe('chain rows', () => {
  const contracts = [640, 650].flatMap((strike) => [
    optionContract({ ticker: `O:SPY261218C00${strike}000`, strike }),
    optionContract({ ticker: `O:SPY261218P00${strike}000`, strike, type: 'put' }),
  ])
  const open = (): MarketDataStore => {
    const store = createMarketDataStore()
    store.getState().completeChain(optionsChain({ contracts, underlyingPrice: 641 }))
    return store
  }

  it.each(['C', 'P'])('are new where the %s ticked, and the same elsewhere', (letter) => {
    const store = open()
    const select = selectChainRows('SPY', '2026-12-18')
    const before = select(store.getState())
    put(store, { symbol: `O:SPY261218${letter}00650000`, bid: 4 })
    const after = select(store.getState())

    expect(after.map((row, at) => row === before[at])).toEqual([true, false])
    expect((letter === 'C' ? after[1]?.call : after[1]?.put)?.quote?.bid).toBe(4)
  })

  it('of one store keep their identity while another store’s change', () => {
    const [one, other] = [open(), open()]
    const select = selectChainRows('SPY', '2026-12-18')
    const [ofOne, ofOther] = [select(one.getState()), select(other.getState())]
    put(other, { symbol: 'O:SPY261218C00650000', bid: 4 })

    expect(select(other.getState())).not.toBe(ofOther)
    expect(select(one.getState())).toBe(ofOne)
    expect(select(other.getState())[0]).toBe(ofOther[0])
  })

  it('follow a strike that is listed between them', () => {
    const store = open()
    const select = selectChainRows('SPY', '2026-12-18')
    expect(select(store.getState()).map(({ strike }) => strike)).toEqual([640, 650])
    const added = optionContract({ ticker: 'O:SPY261218C00645000', strike: 645 })
    store.getState().completeChain(optionsChain({ contracts: [...contracts, added], underlyingPrice: 641 }))

    expect(select(store.getState()).map(({ strike, put: row }) => [strike, row?.contract.strike])).toEqual([
      [640, 640],
      [645, undefined],
      [650, 650],
    ])
  })
})
