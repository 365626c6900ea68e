import { formatOptionTicker, guessUnderlying } from '../../domain/ticker.ts'
import { json } from './fake-fetch.ts'
import type { FakeRequest } from './fake-fetch.ts'

interface ContractTerms {
  readonly ticker: string
  readonly expiration: string
  readonly strike: number
  readonly type: string
}

export interface ChainVendor {
  readonly contracts: readonly ContractTerms[]
  /** Answers chain and reference requests as the vendor does: filters, order, pages with `next_url`. */
  answer(request: FakeRequest): Response
}

/** A chain of the given expirations, each with calls and puts at every strike. */
export function createChainVendor(
  expirations: readonly string[],
  strikes: readonly number[],
  roots: readonly string[] = ['SPY'],
): ChainVendor {
  const contracts = expirations.flatMap((expiration) =>
    strikes.flatMap((strike) =>
      roots.flatMap((root) =>
        (['call', 'put'] as const).map((type) => ({
          ticker: formatOptionTicker({ root, expiration, type, strike }),
          expiration,
          strike,
          type,
        })),
      ),
    ),
  )
  return {
    contracts,
    answer({ url }) {
      const isReference = url.pathname.endsWith('/v3/reference/options/contracts')
      const wanted = contracts.filter((contract) => fits(contract, url.searchParams))
      const offset = Number(url.searchParams.get('cursor') ?? 0)
      const limit = Math.min(Number(url.searchParams.get('limit') ?? 10), isReference ? 1_000 : 250)
      const page = wanted.slice(offset, offset + limit)
      const next = new URL(url)
      next.searchParams.set('cursor', String(offset + limit))
      return json({
        status: 'OK',
        results: page.map(isReference ? referenceRow : chainRow),
        ...(offset + limit < wanted.length ? { next_url: next.href } : {}),
      })
    },
  }
}

/** `count` days in steps of `stepDays` from a Friday on. */
export function expirationsFrom(count: number, stepDays = 7): readonly string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(Date.UTC(2026, 10, 27) + index * stepDays * 86_400_000).toISOString().slice(0, 10),
  )
}

export function chainRow({ ticker, expiration, strike, type }: ContractTerms): unknown {
  return {
    details: {
      ticker,
      contract_type: type,
      exercise_style: 'american',
      expiration_date: expiration,
      strike_price: strike,
      shares_per_contract: 100,
    },
    break_even_price: strike + 5,
    implied_volatility: 0.2,
    open_interest: 10,
    day: {},
    last_trade: {},
    last_quote: { bid: 1, ask: 1.1, bid_size: 5, ask_size: 6, last_updated: 1_795_186_800_000_000_000 },
    underlying_asset: { ticker: guessUnderlying(ticker).ticker, price: 650 },
  }
}

const referenceRow = ({ ticker, expiration, strike, type }: ContractTerms): unknown => ({
  ticker,
  expiration_date: expiration,
  strike_price: strike,
  contract_type: type,
  underlying_ticker: 'SPY',
})

function fits(contract: ContractTerms, query: URLSearchParams): boolean {
  const text = (name: string): string | undefined => query.get(name) ?? undefined
  const number = (name: string, fallback: number): number => Number(query.get(name) ?? fallback)
  return (
    (text('contract_type') ?? contract.type) === contract.type &&
    (text('expiration_date') ?? contract.expiration) === contract.expiration &&
    contract.expiration >= (text('expiration_date.gte') ?? '') &&
    contract.expiration > (text('expiration_date.gt') ?? '') &&
    contract.expiration <= (text('expiration_date.lte') ?? '9999') &&
    contract.strike >= number('strike_price.gte', 0) &&
    contract.strike > number('strike_price.gt', -1) &&
    contract.strike <= number('strike_price.lte', Number.POSITIVE_INFINITY)
  )
}
