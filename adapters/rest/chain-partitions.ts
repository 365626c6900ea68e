import type { ChainRow } from '../../domain/massive/rest-contracts.ts'

/** A span of expirations: after `after` (excluded) up to `upTo` (included); an open end has no bound. */
export interface ExpirationSpan {
  readonly after: string
  readonly upTo: string | undefined
}

/** What the first page, ordered by expiration, tells of the rest. */
export interface FirstPage {
  /** The expiration that the page may have cut. */
  readonly lastExpiration: string
  /** A strike near the middle, listed for the first expiration. */
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
  return {
    lastExpiration,
    middleStrike: strikes.sort((a, b) => a - b)[Math.floor(strikes.length / 2)] ?? last.contract.strike,
    // a page of one expiration alone: there are at least as many
    contractsAnExpiration: complete.length === 0 ? rows.length : complete.length / (expirations.size - 1),
  }
}

/**
 * Spans that cover every expiration after the first page's last, whether it was learned of or not: the last has no end
 * of its own. Each holds as many learned expirations as are likely to fit a page.
 */
export function spansAfter(first: FirstPage, learned: readonly string[], pageSize: number): readonly ExpirationSpan[] {
  const ahead = [...new Set(learned)].filter((expiration) => expiration > first.lastExpiration).sort()
  const group = Math.max(1, Math.floor(pageSize / first.contractsAnExpiration))
  const spans: ExpirationSpan[] = []
  let after = first.lastExpiration
  for (let index = group - 1; index < ahead.length - 1; index += group) {
    const upTo = ahead[index]
    spans.push({ after, upTo })
    after = upTo ?? after
  }
  return [...spans, { after, upTo: undefined }]
}
