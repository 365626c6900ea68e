import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCalendarDate } from '../../domain/calendar-date.ts'
import { InvalidTickerError } from '../../domain/errors.ts'
import {
  clusterOf,
  endpointOf,
  formatOptionTicker,
  guessUnderlying,
  isTicker,
  normalizeTicker,
  parseOptionTicker,
  parseTicker,
} from '../../domain/ticker.ts'

const malformed: readonly (readonly [unknown, RegExp])[] = [
  ['', /empty/],
  ['   ', /empty/],
  ['A B', /letters/],
  ['1AB', /letters/],
  ['ABCDEFGHIJKLM', /letters/],
  ['BRK.', /letters/],
  ['.B', /letters/],
  ['__proto__', /letters/],
  ['aapl', /begin with a capital: AAPL\?/],
  ['brk.b', /begin with a capital: BRK\.B\?/],
  ['constructor', /begin with a capital/],
  ['toString', /begin with a capital/],
  ['a b', /letters/],
  ['BRK/B', /dot: BRK\.B/],
  ['BRK-B', /dot: BRK\.B/],
  ['BTC-USD', /dot/],
  ['EUR/USD', /dot/],
  ['o:SPY261218C00650000', /prefixes/],
  ['Q:SPX', /prefixes/],
  ['I:', /I:SPX/],
  ['I:S PX', /I:SPX/],
  ['I:.X', /I:SPX/],
  [`I:${'X'.repeat(25)}`, /I:SPX/],
  ['C:EURUS', /C:EURUSD/],
  ['C:EUR/USD', /C:EURUSD/],
  ['C:EURUSDX', /C:EURUSD/],
  ['X:USD', /X:BTCUSD/],
  ['X:BTC-USD', /X:BTCUSD/],
  ['O:', /eight digits, as/],
  ['O:SPY', /eight digits, as/],
  ['O:SPY261218X00650000', /eight digits, as/],
  ['O:spy261218C00650000', /eight digits, as/],
  ['O:261218C00650000', /eight digits, as/],
  ['O:SPYSPYS261218C00650000', /eight digits, as/],
  ['O:SPYSPY1261218C00650000', /eight digits, as/],
  ['O:1SPY261218C00650000', /eight digits, as/],
  ['O:SPY  261218C00650000', /eight digits, as/],
  ['O:SPY261218C0065000', /eight digits, as/],
  ['XO:SPY261218C00650000', /prefixes/],
  ['O:AAPL211022C000150000', /eight digits, the price/],
  ['O:SPY261218P000650000', /eight digits, the price/],
  ['O:BRK.B261218C00650000', /drops the dot/],
  ['O:SPY260230C00650000', /does not exist/],
  ['O:SPY261318C00650000', /does not exist/],
  ['O:SPY260001C00650000', /does not exist/],
  ['O:SPY261200C00650000', /does not exist/],
  ['O:SPY250229C00650000', /does not exist/],
  ['O:SPY261218C00000000', /zero/],
  [null, /string/],
  [undefined, /string/],
  [42, /string/],
  [{ ticker: 'SPY' }, /string/],
]

describe('ticker', () => {
  it.each([
    ['AAPL', { class: 'stock', root: 'AAPL', suffix: undefined }],
    ['BRK.B', { class: 'stock', root: 'BRK', suffix: 'B' }],
    ['NTEST.Q', { class: 'stock', root: 'NTEST', suffix: 'Q' }],
    ['BACpB', { class: 'stock', root: 'BACpB', suffix: undefined }],
    ['KIMpL', { class: 'stock', root: 'KIMpL', suffix: undefined }],
    ['ESZ5', { class: 'stock', root: 'ESZ5', suffix: undefined }],
    ['I:SPX', { class: 'index', symbol: 'SPX' }],
    ['I:SP500-40', { class: 'index', symbol: 'SP500-40' }],
    ['C:EURUSD', { class: 'forex', base: 'EUR', quote: 'USD' }],
    ['X:BTCUSD', { class: 'crypto', base: 'BTC', quote: 'USD' }],
    ['X:1INCHUSD', { class: 'crypto', base: '1INCH', quote: 'USD' }],
    [
      'O:SPY251219C00650000',
      { class: 'option', root: 'SPY', expiration: '2025-12-19', type: 'call', strike: 650, strikeThousandths: 650_000 },
    ],
    [
      'O:VMRK1261016C00120000',
      {
        class: 'option',
        root: 'VMRK1',
        expiration: '2026-10-16',
        type: 'call',
        strike: 120,
        strikeThousandths: 120_000,
      },
    ],
    [
      'O:A240229P00000500',
      { class: 'option', root: 'A', expiration: '2024-02-29', type: 'put', strike: 0.5, strikeThousandths: 500 },
    ],
    [
      'O:SPXWXX991231P99999999',
      {
        class: 'option',
        root: 'SPXWXX',
        expiration: '2099-12-31',
        type: 'put',
        strike: 99_999.999,
        strikeThousandths: 99_999_999,
      },
    ],
  ])('takes %s apart', (ticker, parts) => {
    expect(parseTicker(ticker)).toEqual({ ticker, ...parts })
    expect(isTicker(ticker)).toBe(true)
    expect(normalizeTicker(ticker)).toBe(ticker)
  })

  it.each(malformed)('refuses %j and says why', (text, problem) => {
    expect(isTicker(text)).toBe(false)
    expect(() => normalizeTicker(text)).toThrow(InvalidTickerError)
    expect(() => normalizeTicker(text)).toThrow(problem)
  })

  it('names the offending value, shortened when it is long', () => {
    expect(() => normalizeTicker('BRK/B')).toThrow('Invalid ticker "BRK/B": class shares take a dot: BRK.B')
    expect(() => normalizeTicker(42)).toThrow('Invalid ticker 42: write it as a string')
    expect(() => normalizeTicker(null)).toThrow('Invalid ticker null: ')
    const long = 'A '.repeat(500)
    expect(() => normalizeTicker(long)).toThrow(new RegExp(`^Invalid ticker "(A ){32}…": `))
    expect(() => normalizeTicker('A '.repeat(32))).toThrow(`"${'A '.repeat(32)}"`)
  })

  it('keeps the offending value on the error', () => {
    const failure = (): unknown => {
      try {
        return normalizeTicker(' BRK/B ')
      } catch (error) {
        return error
      }
    }
    expect(failure()).toMatchObject({ name: 'InvalidTickerError', ticker: ' BRK/B ' })
  })

  it('trims and keeps the case of letters', () => {
    expect(normalizeTicker('  BACpB\n')).toBe('BACpB')
    expect(normalizeTicker('KIMpL ')).toBe('KIMpL')
    expect(isTicker(' SPY')).toBe(false)
    expect(parseTicker(' SPY ').ticker).toBe('SPY')
  })

  it('throws when asked to take apart what is no ticker', () => {
    expect(() => parseTicker('O:SPY260230C00650000')).toThrow(InvalidTickerError)
  })

  it('answers undefined for options that are none', () => {
    expect(parseOptionTicker('SPY')).toBeUndefined()
    expect(parseOptionTicker('I:SPX')).toBeUndefined()
    expect(parseOptionTicker('O:SPY261218C00000000')).toBeUndefined()
    expect(parseOptionTicker('O:SPY261131C00650000')).toBeUndefined()
  })

  it.each([
    [650, '00650000'],
    [587.5, '00587500'],
    [0.5, '00000500'],
    [0.001, '00000001'],
    [1.005, '00001005'],
    [4.35, '00004350'],
    [99_999.999, '99999999'],
  ])('writes the strike %d as %s', (strike, digits) => {
    const ticker = formatOptionTicker({ root: 'SPXW', expiration: '2026-12-18', type: 'put', strike })
    expect(ticker).toBe(`O:SPXW261218P${digits}`)
  })

  it.each([
    [{ strike: 0 }, /strike/],
    [{ strike: 0.0004 }, /strike/],
    [{ strike: -5 }, /strike/],
    [{ strike: 100_000 }, /99999\.999, not 100000/],
    [{ strike: Number.NaN }, /not NaN/],
    [{ root: '' }, /root/],
    [{ root: 'BRK.B' }, /root/],
    [{ root: 'spy' }, /root/],
    [{ root: 'TOOLONG' }, /root/],
    [{ expiration: '2026-02-30' }, /expiration/],
    [{ expiration: '1926-12-18' }, /expiration/],
    [{ expiration: '20261218' }, /expiration/],
  ])('refuses to build a contract with %j', (terms, problem) => {
    const whole = { root: 'SPY', expiration: '2026-12-18', type: 'call' as const, strike: 650, ...terms }
    expect(() => formatOptionTicker(whole)).toThrow(InvalidTickerError)
    expect(() => formatOptionTicker(whole)).toThrow(problem)
  })

  it('builds what it can take apart, and the reverse', () => {
    const root = fc.oneof(fc.stringMatching(/^[A-Z]{1,6}$/), fc.stringMatching(/^[A-Z]{1,5}\d$/))
    const expiration = fc
      .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }))
      .map((parts) => `20${parts.map((part) => String(part).padStart(2, '0')).join('-')}`)
      .filter(isCalendarDate)
    const thousandths = fc.integer({ min: 1, max: 99_999_999 })
    fc.assert(
      fc.property(root, expiration, fc.constantFrom('call', 'put'), thousandths, (root, expiration, type, units) => {
        const strike = units / 1000
        const ticker = formatOptionTicker({ root, expiration, type, strike })
        expect(parseOptionTicker(ticker)).toEqual({ root, expiration, type, strike, strikeThousandths: units })
        expect(endpointOf(ticker)).toBe('options')
      }),
    )
  })

  it('says of any text whether it can be taken apart', () => {
    const isAccepted = (text: string): boolean => {
      try {
        return parseTicker(text).ticker === text
      } catch {
        return false
      }
    }
    const nearly = fc.stringMatching(/^([OICX]:)?[A-Z]{1,7}\d?(\.[A-Z])?(2[0-9]1[0-3][0-3]\d[CP]\d{7,9})?$/)
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        expect(isAccepted(text)).toBe(isTicker(text))
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses what has no JSON either', () => {
    const circular: { self?: unknown } = {}
    circular.self = circular
    expect(() => normalizeTicker(circular)).toThrow('Invalid ticker "object": write it as a string')
    expect(() => normalizeTicker(1n)).toThrow('Invalid ticker "bigint": write it as a string')
  })

  it.each([
    ['O:SPY261218C00650000', 'options', 'options'],
    ['I:SPX', 'indices', 'indices'],
    ['SPY', 'indices', 'stocks'],
    ['BRK.B', 'indices', 'stocks'],
    ['O', 'indices', 'stocks'],
    ['I', 'indices', 'stocks'],
  ])('streams %s over the endpoint %s and the cluster %s', (ticker, endpoint, cluster) => {
    expect(endpointOf(ticker)).toBe(endpoint)
    expect(clusterOf(ticker)).toBe(cluster)
  })

  it.each([
    ['O:AAPL261218C00200000', 'AAPL', false],
    ['O:AAPL1261218C00200000', 'AAPL', true],
    ['O:GOOG1261218C00200000', 'GOOG', true],
    ['O:SPX261218C06500000', 'I:SPX', true],
    ['O:SPXW261218C06500000', 'I:SPX', true],
    ['O:NDX261218C06500000', 'I:NDX', true],
    ['O:NDXP261218C06500000', 'I:NDX', true],
    ['O:RUT261218C06500000', 'I:RUT', true],
    ['O:RUTW261218C06500000', 'I:RUT', true],
    ['O:VIX261218C00020000', 'I:VIX', true],
    ['O:VIXW261218C00020000', 'I:VIX', true],
    ['O:XSP261218C00650000', 'I:XSP', true],
    ['O:MRUT261218C00650000', 'I:MRUT', true],
    ['O:NANOS261218C00650000', 'I:NANOS', true],
    ['O:DJX261218C00450000', 'I:DJX', true],
    ['O:OEX261218C03000000', 'I:OEX', true],
    ['O:XEO261218C03000000', 'I:OEX', true],
    ['O:BRKB261218C00500000', 'BRK.B', true],
    ['O:BRKB1261218C00500000', 'BRK.B', true],
    ['O:BFB261218C00050000', 'BF.B', true],
    ['I:SPX', 'I:SPX', false],
    ['SPY', 'SPY', false],
    ['ESZ5', 'ESZ5', false],
  ])('takes %s to the underlying %s, as a guess: %j', (ticker, underlying, isGuess) => {
    expect(guessUnderlying(ticker)).toEqual({ ticker: underlying, isGuess })
  })
})
