/** European option on an asset with a continuous dividend yield (Merton's form of Black–Scholes). */
export interface OptionInputs {
  readonly type: 'call' | 'put'
  /** Price of the underlying. */
  readonly spot: number
  readonly strike: number
  /** Time to expiry in years of 365 days. */
  readonly years: number
  /** Annual, as a fraction. */
  readonly volatility: number
  /** Continuous, annual, as a fraction. */
  readonly rate: number
  /** Continuous, annual, as a fraction. */
  readonly dividendYield: number
}

export interface OptionGreeks {
  readonly delta: number
  readonly gamma: number
  /** Change of price a calendar day. */
  readonly theta: number
  /** Change of price for one percentage point of volatility. */
  readonly vega: number
}

const DAYS_A_YEAR = 365
const SQRT_2PI = Math.sqrt(2 * Math.PI)

export function blackScholesPrice(o: OptionInputs): number {
  if (o.years <= 0 || o.volatility <= 0) return expiredValue(o)
  const { d1, d2, discountedSpot, discountedStrike } = terms(o)
  if (o.type === 'call') return discountedSpot * normalCdf(d1) - discountedStrike * normalCdf(d2)
  return discountedStrike * normalCdf(-d2) - discountedSpot * normalCdf(-d1)
}

export function blackScholesGreeks(o: OptionInputs): OptionGreeks {
  if (o.years <= 0 || o.volatility <= 0) return { delta: expiredDelta(o), gamma: 0, theta: 0, vega: 0 }
  const { d1, d2, discountedSpot, discountedStrike, rootTime, growth } = terms(o)
  const sign = o.type === 'call' ? 1 : -1
  const density = normalPdf(d1)
  const thetaAYear =
    -(discountedSpot * density * o.volatility) / (2 * rootTime) -
    sign * o.rate * discountedStrike * normalCdf(sign * d2) +
    sign * o.dividendYield * discountedSpot * normalCdf(sign * d1)
  return {
    delta: sign * growth * normalCdf(sign * d1),
    gamma: (growth * density) / (o.spot * o.volatility * rootTime),
    theta: thetaAYear / DAYS_A_YEAR,
    vega: (discountedSpot * density * rootTime) / 100,
  }
}

/** Cumulative normal distribution, absolute error below 1e-15 (West 2005, after Hart 1968). */
export function normalCdf(x: number): number {
  const z = Math.abs(x)
  if (z > 37) return x > 0 ? 1 : 0
  const upper = z < 7.07106781186547 ? bodyOf(z) : tailOf(z)
  return x > 0 ? 1 - upper : upper
}

function bodyOf(z: number): number {
  const top =
    ((((((3.52624965998911e-2 * z + 0.700383064443688) * z + 6.37396220353165) * z + 33.912866078383) * z +
      112.079291497871) *
      z +
      221.213596169931) *
      z +
      220.206867912376) *
    Math.exp((-z * z) / 2)
  const bottom =
    ((((((8.83883476483184e-2 * z + 1.75566716318264) * z + 16.064177579207) * z + 86.7807322029461) * z +
      296.564248779674) *
      z +
      637.333633378831) *
      z +
      793.826512519948) *
      z +
    440.413735824752
  return top / bottom
}

function tailOf(z: number): number {
  const fraction = z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))
  return Math.exp((-z * z) / 2) / fraction / 2.506628274631
}

const normalPdf = (x: number): number => Math.exp((-x * x) / 2) / SQRT_2PI

function terms({ spot, strike, years, volatility, rate, dividendYield }: OptionInputs) {
  const rootTime = Math.sqrt(years)
  const spread = volatility * rootTime
  const d1 = (Math.log(spot / strike) + (rate - dividendYield + (volatility * volatility) / 2) * years) / spread
  const growth = Math.exp(-dividendYield * years)
  return {
    d1,
    d2: d1 - spread,
    rootTime,
    growth,
    discountedSpot: spot * growth,
    discountedStrike: strike * Math.exp(-rate * years),
  }
}

const intrinsic = ({ type, spot, strike }: OptionInputs): number =>
  Math.max(0, type === 'call' ? spot - strike : strike - spot)

const expiredValue = intrinsic

function expiredDelta(o: OptionInputs): number {
  if (intrinsic(o) === 0) return 0
  return o.type === 'call' ? 1 : -1
}
