import { describe, expect, it } from 'vitest'
import { moneyPosition } from '../../demo/chain/at-the-money.ts'
import { CHAIN_COLUMNS } from '../../demo/chain/chain-columns.ts'
import { fittingColumns } from '../../demo/chain/fitting-columns.ts'
import { sideColumns } from '../../demo/chain/side-columns.ts'
import { relativeStrength } from '../../demo/chart/rsi.ts'
import { restoreDesk, nextDesk, FIRST_DESK } from '../../demo/desk/desk-state.ts'
import { smilePoints } from '../../demo/smile/smile-points.ts'
import { smileScale } from '../../demo/smile/smile-scale.ts'
import { deskConditionOf } from '../../demo/states/desk-condition.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { endpointHealth, optionContract, tokenHealth } from '../../src/testing/builders.ts'

const strikes = [90, 95, 100, 105].map((strike) => ({ strike, root: 'SPY', call: `C${strike}`, put: `P${strike}` }))

describe('moneyPosition', () => {
  it.each([
    [96, { atTheMoney: 1, below: 2 }],
    [99, { atTheMoney: 2, below: 2 }],
    [100, { atTheMoney: 2, below: 2 }],
    [50, { atTheMoney: 0, below: 0 }],
    [500, { atTheMoney: 3, below: 4 }],
    [undefined, { atTheMoney: -1, below: -1 }],
  ])('puts a price of %s in its place', (price, position) => {
    expect(moneyPosition(strikes, price)).toEqual(position)
  })
})

describe('sideColumns', () => {
  it('keeps prices next to the strike on both sides', () => {
    expect(sideColumns(['bid', 'ask', 'iv', 'delta'], 'call')).toEqual(['delta', 'iv', 'bid', 'ask'])
    expect(sideColumns(['bid', 'ask', 'iv', 'delta'], 'put')).toEqual(['bid', 'ask', 'iv', 'delta'])
  })
})

describe('desk state', () => {
  it('starts afresh from nothing, rubbish and unknown values', () => {
    for (const text of [null, '{', '[]', '{"timeframe":"7m","columns":["x"],"theme":"pink"}']) {
      expect(restoreDesk(text)).toEqual(FIRST_DESK)
    }
  })

  it('restores no symbol that is none, and no length of bars that is not offered', () => {
    for (const saved of [{ underlying: 'not a ticker' }, { underlying: 'O:SPY261218C00650000' }, { timeframe: '1s' }]) {
      expect(restoreDesk(JSON.stringify(saved))).toEqual(FIRST_DESK)
    }
    const saved = { underlying: 'I:SPX', timeframe: '4h' }
    expect(restoreDesk(JSON.stringify(saved))).toEqual({ ...FIRST_DESK, ...saved, focus: 'I:SPX' })
  })

  it('opens an option’s underlying and expiry with it', () => {
    const desk = nextDesk(FIRST_DESK, { type: 'open', symbol: 'O:SPXW261218C06900000' })
    expect(desk).toMatchObject({ underlying: 'I:SPX', focus: 'O:SPXW261218C06900000', expiration: '2026-12-18' })
  })
})

describe('smilePoints', () => {
  it('takes the side out of the money and leaves far strikes out', () => {
    const far = { strike: 300, root: 'SPY', call: 'C300', put: 'P300' }
    const contracts = Object.fromEntries(
      [...strikes, far].flatMap(({ strike, call, put }) => [
        [call, optionContract({ ticker: call, strike, impliedVolatility: 0.2 })],
        [put, optionContract({ ticker: put, strike, impliedVolatility: 0.3 })],
      ]),
    )
    expect(smilePoints([...strikes, far], contracts, 100)).toEqual([
      { strike: 90, volatility: 0.3 },
      { strike: 95, volatility: 0.3 },
      { strike: 100, volatility: 0.2 },
      { strike: 105, volatility: 0.2 },
    ])
  })

  it('scales a flat smile without dividing by nothing', () => {
    const scale = smileScale([{ strike: 100, volatility: 0.2 }], 300, 200)
    expect(Number.isFinite(scale.x(100))).toBe(true)
    expect(Number.isFinite(scale.y(0.2))).toBe(true)
  })
})

describe('relativeStrength', () => {
  it('is unknown until its window is full, 100 after rises alone, 50 without a move', () => {
    const rising = relativeStrength([1, 2, 3, 4, 5], 3)
    expect(rising.slice(0, 3)).toEqual([undefined, undefined, undefined])
    expect(rising.at(-1)).toBe(100)
    expect(relativeStrength([1, 1, 1, 1], 3).at(-1)).toBe(50)
  })

  it('smooths as Wilder does', () => {
    // first mean: gains 2/2, losses 1/2; then (1·1 + 0)/2 and (0.5·1 + 1)/2
    expect(relativeStrength([10, 12, 11, 10], 2).at(-1)).toBeCloseTo(100 - 100 / (1 + 0.5 / 0.75))
  })
})

describe('deskConditionOf', () => {
  const { connection } = createMarketDataStore().getState()
  const nameOf = (changes: Partial<typeof connection>, isOnline = true): string | undefined =>
    deskConditionOf({ ...connection, ...changes }, isOnline, 0)?.name

  it('says nothing while all is well', () => {
    expect(nameOf({})).toBeUndefined()
  })

  it('takes a stream that is being opened for down only when that takes long', () => {
    const opening = endpointHealth({ transport: 'polling', status: 'connecting', attempt: 1 })
    expect(nameOf({ options: { ...opening, since: -4_000 } })).toBeUndefined()
    expect(nameOf({ options: { ...opening, since: -4_000, status: 'open' } })).toBeUndefined()
    expect(nameOf({ options: { ...opening, since: -5_000 } })).toBe('polling')
    expect(nameOf({ options: { ...opening, since: 0, attempt: 2 } })).toBe('polling')
    expect(nameOf({ options: { ...opening, since: -5_000, status: 'open', attempt: 0 } })).toBe('polling')
  })

  it('tells a stream that is silent from one that is down', () => {
    expect(nameOf({ options: endpointHealth({ status: 'waiting', upstream: { options: 'down' } }) })).toBe(
      'reconnecting',
    )
    expect(nameOf({ indices: endpointHealth({ status: 'open', upstream: { stocks: 'down' } }) })).toBe('silent')
    expect(nameOf({ indices: endpointHealth({ status: 'open', upstream: { stocks: 'up' } }) })).toBeUndefined()
  })

  it('names the worst of what is wrong', () => {
    const polling = endpointHealth({ status: 'open', transport: 'polling', upstream: { options: 'down' } })
    expect(nameOf({ options: polling })).toBe('polling')
    expect(nameOf({ options: polling, token: tokenHealth({ status: 'refused' }) })).toBe('token-refused')
    expect(nameOf({ options: polling }, false)).toBe('offline')
    expect(nameOf({ indices: endpointHealth({ status: 'waiting', transport: 'idle' }) })).toBe('reconnecting')
    expect(nameOf({ rest: { ...connection.rest, limitedUntil: 5 } })).toBe('rate-limited')
  })
})

describe('fittingColumns', () => {
  it.each([
    [0, ['bid', 'ask']],
    [374, ['bid', 'ask']],
    [672, ['bid', 'ask', 'iv', 'delta', 'volume']],
    [770, ['bid', 'ask', 'iv', 'delta', 'volume', 'openInterest']],
    [5_000, CHAIN_COLUMNS],
  ])('has for %s pixels what matters most, in the order of the table', (width, columns) => {
    expect(fittingColumns(width)).toEqual(columns)
  })
})
