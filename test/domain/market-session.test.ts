import { describe, expect, it } from 'vitest'
import { InvalidTickerError } from '../../domain/errors.ts'
import { isTradingAt, sessionAt } from '../../domain/market-session.ts'
import type { MarketHoliday } from '../../domain/market-status.ts'

/** An instant by New York's wall clock in winter. */
const at = (text: string): number => Date.parse(`${text.replace(' ', 'T')}-05:00`)

// Monday to Friday, 23 to 27 November 2026; Thanksgiving is the 26th
const holidays: readonly MarketHoliday[] = [
  { date: '2026-11-26', exchange: 'NYSE', name: 'Thanksgiving', status: 'closed' },
  { date: '2026-11-26', exchange: 'OTC', name: 'Thanksgiving', status: 'closed' },
  {
    date: '2026-11-27',
    exchange: 'NASDAQ',
    name: 'Thanksgiving',
    status: 'early-close',
    open: at('2026-11-27 09:30'),
    close: at('2026-11-27 13:00'),
  },
  { date: '2026-11-25', exchange: 'OTC', name: 'Some other day', status: 'closed' },
  { date: '2026-12-24', exchange: 'NYSE', name: 'Christmas Eve', status: 'early-close' },
]

describe('market session', () => {
  it.each([
    ['2026-11-23 03:59', 'closed'],
    ['2026-11-23 04:00', 'pre'],
    ['2026-11-23 09:29', 'pre'],
    ['2026-11-23 09:30', 'regular'],
    ['2026-11-23 15:59', 'regular'],
    ['2026-11-23 16:00', 'post'],
    ['2026-11-23 19:59', 'post'],
    ['2026-11-23 20:00', 'closed'],
    ['2026-11-21 12:00', 'closed'],
    ['2026-11-22 12:00', 'closed'],
    ['2026-11-20 12:00', 'regular'],
    ['2026-11-25 12:00', 'regular'],
    ['2026-11-26 12:00', 'closed'],
    ['2026-11-27 08:00', 'pre'],
    ['2026-11-27 12:59', 'regular'],
    ['2026-11-27 13:00', 'post'],
    ['2026-11-27 16:59', 'post'],
    ['2026-11-27 17:00', 'closed'],
    ['2026-12-24 12:59', 'regular'],
    ['2026-12-24 13:00', 'post'],
  ])('finds the stock market at %s: %s', (time, session) => {
    expect(sessionAt(at(time), holidays)).toBe(session)
  })

  it('takes every weekday for a full day while holidays are unknown', () => {
    expect(sessionAt(at('2026-11-26 12:00'))).toBe('regular')
    expect(sessionAt(at('2026-11-27 14:00'))).toBe('regular')
    expect(sessionAt(at('2026-11-22 12:00'))).toBe('closed')
  })

  it('follows daylight saving time', () => {
    expect(sessionAt(Date.parse('2026-07-15T13:30:00Z'))).toBe('regular')
    expect(sessionAt(Date.parse('2026-01-15T13:30:00Z'))).toBe('pre')
  })

  it.each([
    ['AAPL', '2026-11-23 04:00', true],
    ['AAPL', '2026-11-23 19:59', true],
    ['AAPL', '2026-11-23 20:00', false],
    ['AAPL', '2026-11-26 12:00', false],
    ['I:SPX', '2026-11-23 09:29', false],
    ['I:SPX', '2026-11-23 09:30', true],
    ['I:SPX', '2026-11-23 16:00', false],
    ['O:AAPL261218C00200000', '2026-11-23 09:29', false],
    ['O:AAPL261218C00200000', '2026-11-23 09:30', true],
    ['O:AAPL261218C00200000', '2026-11-23 15:59', true],
    ['O:AAPL261218C00200000', '2026-11-23 16:00', false],
    ['O:AAPL261218C00200000', '2026-11-26 12:00', false],
    ['O:AAPL261218C00200000', '2026-11-22 12:00', false],
    ['O:AAPL261218C00200000', '2026-11-27 12:59', true],
    ['O:AAPL261218C00200000', '2026-11-27 13:00', false],
    ['O:SPY261218C00650000', '2026-11-23 16:14', true],
    ['O:SPY261218C00650000', '2026-11-23 16:15', false],
    ['O:XRT261218C00070000', '2026-11-23 16:14', true],
    ['O:SPXW261218C06500000', '2026-11-23 16:14', true],
    ['O:XEO261218C03000000', '2026-11-23 16:14', true],
    ['O:SPXW261218C06500000', '2026-11-27 13:14', true],
    ['O:SPXW261218C06500000', '2026-11-27 13:15', false],
    ['C:EURUSD', '2026-11-22 16:59', false],
    ['C:EURUSD', '2026-11-22 17:00', true],
    ['C:EURUSD', '2026-11-25 03:00', true],
    ['C:EURUSD', '2026-11-25 23:00', true],
    ['C:EURUSD', '2026-11-27 16:59', true],
    ['C:EURUSD', '2026-11-27 17:00', false],
    ['C:EURUSD', '2026-11-21 18:00', false],
    ['X:BTCUSD', '2026-11-21 03:00', true],
  ])('says of %s at %s that it trades: %j', (ticker, time, expected) => {
    expect(isTradingAt(ticker, at(time), holidays)).toBe(expected)
  })

  it('ends a short day when its row says, at 13:00 where it says nothing', () => {
    const day = { date: '2026-12-23', exchange: 'NYSE', name: 'A short day', status: 'early-close' } as const
    const told: readonly MarketHoliday[] = [{ ...day, close: at('2026-12-23 12:00') }]

    expect([sessionAt(at('2026-12-23 11:59'), told), sessionAt(at('2026-12-23 12:00'), told)]).toEqual([
      'regular',
      'post',
    ])
    expect(sessionAt(at('2026-12-23 12:30'), [day])).toBe('regular')
  })

  it('needs no list of holidays', () => {
    expect(isTradingAt('AAPL', at('2026-11-26 12:00'))).toBe(true)
  })

  it('does not answer for what is no ticker', () => {
    expect(() => isTradingAt('A B', at('2026-11-23 12:00'))).toThrow(InvalidTickerError)
  })
})
