import { numberFormat } from './formatters.ts'

/** What an unknown value looks like: a dash as wide as a digit, read as "unknown" by the cell's label. */
export const UNKNOWN = '–'

const twoDigits = numberFormat({ minimumFractionDigits: 2, maximumFractionDigits: 2 })
const signedTwoDigits = numberFormat({
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
})
const whole = numberFormat({ maximumFractionDigits: 0 })
const compact = numberFormat({ notation: 'compact', maximumFractionDigits: 1 })
const onePercentDigit = numberFormat({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const strikeDigits = numberFormat({ maximumFractionDigits: 3 })

/** A price in the viewer's locale, two decimals. */
export const formatPrice = (value: number | undefined): string => (value === undefined ? UNKNOWN : twoDigits(value))

/** A difference with its sign. */
export const formatChange = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : signedTwoDigits(value)

/** Percent points (1.5 is 1.5 %) with their sign. */
export const formatPercentPoints = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : `${signedTwoDigits(value)}%`

/** A fraction (0.3) as percent. */
export const formatFraction = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : onePercentDigit(value)

export const formatCount = (value: number | undefined): string => (value === undefined ? UNKNOWN : whole(value))

/** 1,234,567 as 1.2M. */
export const formatCompact = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : Math.abs(value) < 10_000 ? whole(value) : compact(value)

/** A strike without superfluous zeros: 650, 587.5. */
export const formatStrike = (value: number): string => strikeDigits(value)

/** A maker of texts for a sensitivity with a fixed number of digits; no sign stands before what rounds to nothing. */
export function greekFormat(digits: number): (value: number | undefined) => string {
  const format = numberFormat({
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: 'negative',
  })
  return (value) => (value === undefined ? UNKNOWN : format(value))
}
