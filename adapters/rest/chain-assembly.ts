import type { ChainRow } from '../../domain/massive/rest-contracts.ts'
import type { OptionContract, OptionsChain } from '../../domain/option.ts'
import { mergeQuote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { ChainCallOptions } from './rest-types.ts'

/** Gathers a chain's rows, in whatever order their pages come. */
export interface ChainAssembly {
  /** Adds a page and tells it on; rows that came before are left out. */
  add(rows: readonly ChainRow[]): void
  /** How many contracts there will probably be. */
  expect(contracts: number): void
  /** Something was left out. */
  cut(): void
  /** A row could not be read: its contract is there all the same. */
  unreadable(): void
  finish(): OptionsChain
}

export function createChainAssembly(
  underlying: Ticker,
  now: () => EpochMs,
  onPage: ChainCallOptions['onPage'],
): ChainAssembly {
  const byTicker = new Map<Ticker, OptionContract>()
  let underlyingPrice: number | undefined
  let expected: number | undefined
  let isComplete = true
  let hasUnreadable = false

  return {
    add(rows) {
      const fresh = rows.filter(({ contract }) => !byTicker.has(contract.ticker))
      for (const { contract } of fresh) byTicker.set(contract.ticker, contract)
      underlyingPrice = rows.findLast((row) => row.underlyingPrice !== undefined)?.underlyingPrice ?? underlyingPrice
      if (onPage === undefined || fresh.length === 0) return
      const receivedAt = now()
      onPage({
        contracts: fresh.map(({ contract }) => contract),
        quotes: fresh.map(({ quote }) => mergeQuote(undefined, quote, receivedAt)),
        underlyingPrice,
        progress: {
          loaded: byTicker.size,
          expected: expected === undefined ? undefined : Math.max(expected, byTicker.size),
        },
      })
    },
    expect: (contracts) => void (expected = contracts),
    cut: () => void (isComplete = false),
    unreadable: () => void (hasUnreadable = true),
    finish() {
      const contracts = [...byTicker.values()].sort(byTerms)
      return {
        underlying,
        underlyingPrice,
        contracts,
        expirations: [...new Set(contracts.map(({ expiration }) => expiration))],
        complete: isComplete,
        ...(hasUnreadable ? { hasUnreadable } : {}),
        fetchedAt: now(),
      }
    },
  }
}

/** By expiration, strike, call before put; two roots of one underlying by ticker. */
function byTerms(a: OptionContract, b: OptionContract): number {
  return (
    compare(a.expiration, b.expiration) ||
    a.strike - b.strike ||
    compare(a.type, b.type) || // alphabetical: call, other, put
    compare(a.ticker, b.ticker)
  )
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
