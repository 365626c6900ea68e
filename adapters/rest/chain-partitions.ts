import type { ChainRow } from '../../domain/massive/rest-contracts.ts'

/** A span of expirations: after `after` (excluded) up to `upTo` (included); an open end has no bound. */
export interface ExpirationSpan {
  readonly after: string
  readonly upTo: string | undefined
  /** Only the strikes up to this one (included). */
  readonly strikeUpTo?: number
  /** Only the strikes above this one. */
  readonly strikeAbove?: number
}

/** How many of an expiration's contracts half of its strikes may hold: the middle is known of the first one alone. */
const HALF = 0.55

/** What the first page, ordered by expiration, tells of the rest. */
export interface FirstPage {
  /** The expiration that the page may have cut. */
  readonly lastExpiration: string
  /** Near the middle of the strikes. */
  readonly middleStrike: number
  /** Contracts of one expiration, by the page's complete ones. */
  readonly contractsAnExpiration: number
}

/** `undefined` for a page of no rows. */
export function readFirstPage(rows: readonly ChainRow[]): FirstPage | undefined {
  const last = rows.at(-1)
  if (last === undefined) return undefined
  const lastExpiration = last.contract.expiration
  const expirations = new Set(rows.map(({ contract }) => contract.expiration))
  const [first] = expirations
  const strikes = rows.filter(({ contract }) => contract.expiration === first).map(({ contract }) => contract.strike)
  const complete = rows.filter(({ contract }) => contract.expiration !== lastExpiration)
  const middle = strikes.sort((a, b) => a - b)[Math.floor(strikes.length / 2)] ?? last.contract.strike
  if (complete.length > 0) {
    return { lastExpiration, middleStrike: middle, contractsAnExpiration: complete.length / (expirations.size - 1) }
  }
  // one expiration alone, and there is more of it: the middle of its beginning tells little, the price more
  const price = last.underlyingPrice
  const isInside = price !== undefined && price > Math.min(...strikes)
  return { lastExpiration, middleStrike: isInside ? price : middle, contractsAnExpiration: rows.length }
}

/**
 * Spans that cover every expiration after the first page's last, whether it was learned of or not: the last has no end
 * of its own. Each holds as many learned expirations as are likely to fit a page. Where one leaves much of its page
 * empty, or does not fit one, the lower and the upper strikes are asked for apart.
 */
export function spansAfter(first: FirstPage, learned: readonly string[], pageSize: number): readonly ExpirationSpan[] {
  const ahead = [...new Set(learned)].filter((expiration) => expiration > first.lastExpiration).sort()
  const whole = spansOf(first, ahead, pageSize / first.contractsAnExpiration)
  const halved = spansOf(first, ahead, pageSize / (first.contractsAnExpiration * HALF))
  if (first.contractsAnExpiration < pageSize && halved.length * 2 >= whole.length) return whole
  return halved.flatMap((span) => [
    { ...span, strikeUpTo: first.middleStrike },
    { ...span, strikeAbove: first.middleStrike },
  ])
}

function spansOf({ lastExpiration }: FirstPage, ahead: readonly string[], fitting: number): readonly ExpirationSpan[] {
  const group = Math.max(1, Math.floor(fitting))
  const spans: ExpirationSpan[] = []
  let after = lastExpiration
  for (let index = group - 1; index < ahead.length - 1; index += group) {
    const upTo = ahead[index]
    spans.push({ after, upTo })
    after = upTo ?? after
  }
  return [...spans, { after, upTo: undefined }]
}
