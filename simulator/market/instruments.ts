export type InstrumentClass = 'stock' | 'index'

/** A stock, ETF or index of the simulated market, with what its prices are made from. */
export interface Instrument {
  readonly ticker: string
  readonly name: string
  readonly class: InstrumentClass
  readonly type: 'CS' | 'ETF' | 'INDEX'
  readonly exchange: string
  /** Price at the anchor (2026-11-20). */
  readonly base: number
  /** How strongly it follows the market. */
  readonly beta: number
  /** Its own moves, a year, as a fraction. */
  readonly ownVolatility: number
  /** Tracks another instrument at `base / leader.base` of its price. */
  readonly leader?: string
  readonly impliedVolatility: number
  readonly dividendYield: number
  /** Share of the market's activity, relative. */
  readonly activity: number
  /** Shares on an ordinary day. */
  readonly dailyVolume: number
  readonly strikeStep: number
  readonly optionRoots: readonly OptionRoot[]
}

export interface OptionRoot {
  readonly root: string
  /** Which expiries carry this root. */
  readonly schedule: 'all' | 'monthly' | 'weekly' | 'single'
  readonly style: 'american' | 'european'
  /** Adjusted after a corporate action: what a contract delivers instead of 100 shares. */
  readonly deliverable?: { readonly shares: number; readonly cash: number }
}

const american = (root: string): readonly OptionRoot[] => [{ root, schedule: 'all', style: 'american' }]
const european = (monthly: string, weekly: string): readonly OptionRoot[] => [
  { root: monthly, schedule: 'monthly', style: 'european' },
  { root: weekly, schedule: 'weekly', style: 'european' },
]

type StockRow = readonly [
  ticker: string,
  name: string,
  exchange: string,
  base: number,
  beta: number,
  ownVolatility: number,
  impliedVolatility: number,
  dividendYield: number,
  activity: number,
  dailyVolume: number,
  strikeStep: number,
]

const stock = (row: StockRow, more: Partial<Instrument> = {}): Instrument => {
  const [ticker, name, exchange, base, beta, ownVolatility, impliedVolatility, dividendYield] = row
  const [, , , , , , , , activity, dailyVolume, strikeStep] = row
  return {
    ticker,
    name,
    exchange,
    base,
    beta,
    ownVolatility,
    impliedVolatility,
    dividendYield,
    activity,
    dailyVolume,
    strikeStep,
    class: 'stock',
    type: 'CS',
    optionRoots: american(ticker.replace('.', '')),
    ...more,
  }
}

const fund = (leader: string, row: StockRow): Instrument => stock(row, { leader, type: 'ETF' })

type IndexRow = readonly [
  ticker: string,
  name: string,
  base: number,
  beta: number,
  ownVolatility: number,
  impliedVolatility: number,
  strikeStep: number,
]

const index = (row: IndexRow, optionRoots: readonly OptionRoot[]): Instrument => {
  const [ticker, name, base, beta, ownVolatility, impliedVolatility, strikeStep] = row
  return {
    ticker,
    name,
    base,
    beta,
    ownVolatility,
    impliedVolatility,
    strikeStep,
    optionRoots,
    class: 'index',
    type: 'INDEX',
    exchange: '',
    dividendYield: ticker === 'I:VIX' ? 0 : 0.013,
    activity: 20,
    dailyVolume: 0,
  }
}

const AAPL_ROOTS: readonly OptionRoot[] = [
  ...american('AAPL'),
  { root: 'AAPL1', schedule: 'single', style: 'american', deliverable: { shares: 102, cash: 6.53 } },
]

/** Everything that trades here but options. */
export const INSTRUMENTS: readonly Instrument[] = [
  index(['I:SPX', 'S&P 500', 6_820, 1, 0, 0.15, 5], european('SPX', 'SPXW')),
  index(['I:NDX', 'Nasdaq 100', 25_030, 1.2, 0.06, 0.2, 100], european('NDX', 'NDXP')),
  index(['I:DJI', 'Dow Jones Industrial Average', 47_480, 0.9, 0.04, 0.14, 100], []),
  index(['I:RUT', 'Russell 2000', 2_470, 1.1, 0.1, 0.22, 10], european('RUT', 'RUTW')),
  index(['I:VIX', 'Cboe Volatility Index', 17, -4, 0.35, 0.9, 1], european('VIX', 'VIXW')),
  fund('I:SPX', ['SPY', 'SPDR S&P 500 ETF Trust', 'ARCX', 681.3, 1, 0, 0.15, 0.012, 60, 78e6, 1]),
  fund('I:NDX', ['QQQ', 'Invesco QQQ Trust', 'XNAS', 608.9, 1.2, 0, 0.2, 0.005, 45, 52e6, 2]),
  fund('I:RUT', ['IWM', 'iShares Russell 2000 ETF', 'ARCX', 245.6, 1.1, 0, 0.22, 0.011, 15, 31e6, 2]),
  fund('I:DJI', ['DIA', 'SPDR Dow Jones Industrial Average ETF Trust', 'ARCX', 474.9, 0.9, 0, 0.14, 0.015, 4, 4e6, 5]),
  stock(['AAPL', 'Apple Inc.', 'XNAS', 268.4, 1.1, 0.18, 0.27, 0.004, 35, 48e6, 2.5], { optionRoots: AAPL_ROOTS }),
  stock(['MSFT', 'Microsoft Corp', 'XNAS', 511.2, 1, 0.16, 0.24, 0.007, 25, 22e6, 5]),
  stock(['NVDA', 'Nvidia Corp', 'XNAS', 186.5, 1.6, 0.3, 0.42, 0.0003, 50, 170e6, 2.5]),
  stock(['TSLA', 'Tesla, Inc. Common Stock', 'XNAS', 431.7, 1.7, 0.45, 0.55, 0, 45, 88e6, 5]),
  stock(['AMZN', 'Amazon.Com Inc', 'XNAS', 229.3, 1.2, 0.22, 0.31, 0, 25, 38e6, 2.5]),
  stock(['META', 'Meta Platforms, Inc. Class A Common Stock', 'XNAS', 618.9, 1.2, 0.26, 0.34, 0.003, 20, 13e6, 5]),
  stock(['GOOGL', 'Alphabet Inc. Class A Common Stock', 'XNAS', 284.6, 1.1, 0.22, 0.3, 0.003, 20, 29e6, 2.5]),
  stock(['BRK.B', 'Berkshire Hathaway Inc. Class B', 'XNYS', 497.1, 0.7, 0.1, 0.17, 0, 5, 4e6, 5]),
  stock(['JPM', 'JPMorgan Chase & Co.', 'XNYS', 306.2, 1, 0.15, 0.23, 0.019, 8, 8e6, 5]),
  stock(['XOM', 'Exxon Mobil Corporation', 'XNYS', 117.4, 0.6, 0.2, 0.24, 0.034, 6, 14e6, 2.5]),
  stock(['UNH', 'UnitedHealth Group Incorporated', 'XNYS', 322.8, 0.6, 0.3, 0.33, 0.026, 5, 7e6, 5]),
]
