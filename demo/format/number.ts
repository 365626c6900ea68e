/** What an unknown value looks like: a dash as wide as a digit, read as "unknown" by the cell's label. */
export const UNKNOWN = '–'

const formatters = new Map<string, Intl.NumberFormat>()

function formatterOf(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options)
  const known = formatters.get(key)
  if (known !== undefined) return known
  const created = new Intl.NumberFormat(undefined, options)
  formatters.set(key, created)
  return created
}

const twoDigits = formatterOf({ minimumFractionDigits: 2, maximumFractionDigits: 2 })
const signedTwoDigits = formatterOf({
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
  signDisplay: 'exceptZero',
})
const whole = formatterOf({ maximumFractionDigits: 0 })
const compact = formatterOf({ notation: 'compact', maximumFractionDigits: 1 })
const onePercentDigit = formatterOf({ style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const strikeDigits = formatterOf({ maximumFractionDigits: 3 })

/** A price in the viewer's locale, two decimals. */
export const formatPrice = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : twoDigits.format(value)

/** A difference with its sign. */
export const formatChange = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : signedTwoDigits.format(value)

/** Percent points (1.5 is 1.5 %) with their sign. */
export const formatPercentPoints = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : `${signedTwoDigits.format(value)}%`

/** A fraction (0.3) as percent. */
export const formatFraction = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : onePercentDigit.format(value)

export const formatCount = (value: number | undefined): string => (value === undefined ? UNKNOWN : whole.format(value))

/** 1,234,567 as 1.2M. */
export const formatCompact = (value: number | undefined): string =>
  value === undefined ? UNKNOWN : Math.abs(value) < 10_000 ? whole.format(value) : compact.format(value)

/** A strike without superfluous zeros: 650, 587.5. */
export const formatStrike = (value: number): string => strikeDigits.format(value)

/** A sensitivity with a fixed number of digits. */
export const formatGreek = (value: number | undefined, digits: number): string =>
  value === undefined
    ? UNKNOWN
    : formatterOf({
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        // no sign before what rounds to nothing
        signDisplay: 'negative',
      }).format(value)
