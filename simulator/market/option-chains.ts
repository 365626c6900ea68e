import { closeOf, monthlyExpiry, tradingDaysFrom, weekdayOf } from './calendar.ts'
import { addDays, epochDayOf } from '../../domain/calendar-date.ts'
import { fromNewYorkWall } from '../../domain/new-york-time.ts'
import type { Instrument, OptionRoot } from './instruments.ts'

/** One listed option. */
export interface Contract {
  readonly ticker: string
  readonly underlying: Instrument
  readonly root: OptionRoot
  readonly expiration: string
  /** The moment it expires, epoch ms: the open for AM settled index options, else the close. */
  readonly expiresAt: number
  readonly strike: number
  readonly type: 'call' | 'put'
}

const FRIDAY = 5
const DAY_MS = 86_400_000
const AM_SETTLEMENT_MS = 9.5 * 3_600_000

interface ChainShape {
  readonly dailies: number
  readonly weeklies: number
  readonly monthlies: number
  /** Strikes in single steps within this distance of the spot, and in five steps within the far one. */
  readonly near: number
  readonly far: number
}

const BUSY: ChainShape = { dailies: 8, weeklies: 8, monthlies: 10, near: 0.04, far: 0.2 }
const INDEX: ChainShape = { dailies: 8, weeklies: 6, monthlies: 9, near: 0.02, far: 0.15 }
const VOLATILITY_INDEX: ChainShape = { dailies: 0, weeklies: 5, monthlies: 8, near: 0.9, far: 3 }
const ORDINARY: ChainShape = { dailies: 0, weeklies: 6, monthlies: 6, near: 0.1, far: 0.35 }

function shapeOf(instrument: Instrument): ChainShape {
  if (instrument.ticker === 'I:VIX') return VOLATILITY_INDEX
  if (instrument.class === 'index') return INDEX
  return instrument.activity >= 40 ? BUSY : ORDINARY
}

/** All contracts of an underlying as listed on a date, by ticker. `spot` is where the strikes are centred. */
export function listContracts(instrument: Instrument, date: string, spot: number): Contract[] {
  const contracts: Contract[] = []
  const strikes = strikesAround(instrument, spot)
  for (const root of instrument.optionRoots) {
    for (const expiration of expirationsOf(instrument, root, date)) {
      for (const strike of strikes) {
        contracts.push(contractOf(instrument, root, expiration, strike, 'call'))
        contracts.push(contractOf(instrument, root, expiration, strike, 'put'))
      }
    }
  }
  return contracts.sort((a, b) => (a.ticker < b.ticker ? -1 : 1))
}

function expirationsOf(instrument: Instrument, root: OptionRoot, date: string): string[] {
  const shape = shapeOf(instrument)
  const monthlies = nextMonthlies(date, shape.monthlies)
  if (root.schedule === 'single') return monthlies.slice(1, 2)
  if (root.schedule === 'monthly') return monthlies
  const short = [...tradingDaysFrom(date, shape.dailies), ...nextFridays(date, shape.weeklies)]
  const dates = new Set(root.schedule === 'weekly' ? short : [...short, ...monthlies])
  return [...dates].sort()
}

function nextFridays(date: string, count: number): string[] {
  const first = addDays(date, (FRIDAY - weekdayOf(epochDayOf(date)) + 7) % 7)
  return Array.from({ length: count }, (_, week) => {
    const friday = addDays(first, week * 7)
    const thursday = addDays(friday, -1)
    return tradingDaysFrom(friday, 1)[0] === friday || thursday < date ? friday : thursday
  })
}

function nextMonthlies(date: string, count: number): string[] {
  const year = Number(date.slice(0, 4))
  const month = Number(date.slice(5, 7)) - 1
  const expiries: string[] = []
  for (let ahead = 0; expiries.length < count; ahead++) {
    const expiry = monthlyExpiry(year + Math.floor((month + ahead) / 12), (month + ahead) % 12)
    if (expiry >= date) expiries.push(expiry)
  }
  return expiries
}

function strikesAround(instrument: Instrument, spot: number): number[] {
  const { near, far } = shapeOf(instrument)
  const step = instrument.strikeStep
  const strikes = new Set<number>()
  const add = (width: number, distance: number): void => {
    const last = Math.floor((spot * (1 + distance)) / width)
    for (let i = Math.max(1, Math.ceil((spot * (1 - distance)) / width)); i <= last; i++) strikes.add(i * width)
  }
  add(step, near)
  add(step * 5, far)
  return [...strikes].sort((a, b) => a - b)
}

function contractOf(
  underlying: Instrument,
  root: OptionRoot,
  expiration: string,
  strike: number,
  type: 'call' | 'put',
): Contract {
  const date = expiration.slice(2).replaceAll('-', '')
  const thousandths = String(Math.round(strike * 1_000)).padStart(8, '0')
  return {
    ticker: `O:${root.root}${date}${type === 'call' ? 'C' : 'P'}${thousandths}`,
    underlying,
    root,
    expiration,
    expiresAt: expiryMoment(underlying, root, expiration),
    strike,
    type,
  }
}

function expiryMoment(underlying: Instrument, root: OptionRoot, expiration: string): number {
  const settlesInTheMorning = underlying.class === 'index' && root.schedule === 'monthly'
  if (!settlesInTheMorning) return closeOf(expiration)
  return fromNewYorkWall(epochDayOf(expiration) * DAY_MS + AM_SETTLEMENT_MS)
}
