import { newYorkDate } from '../../../domain/new-york-time.ts'
import { dayBar } from '../../history/bar-source.ts'
import { round4, vwapOf } from '../../market/bar.ts'
import type { Market } from '../../market/market.ts'
import type { Contract } from '../../market/option-chains.ts'
import { notFound, tickerNotFound } from '../rest-error.ts'
import {
  isDescending,
  oneOf,
  pageOf,
  parseDate,
  parseNumber,
  parseText,
  rangeFilter,
  toNanoseconds,
} from '../rest-request.ts'
import type { RestRequest } from '../rest-request.ts'
import { changeOf, contractDetails, optionMembers, previousClose } from '../rows.ts'
import type { OptionListing } from '../rows.ts'
import type { Route } from './route.ts'

const CHAIN_LIMITS = { default: 10, max: 250 } as const
const REFERENCE_LIMITS = { default: 10, max: 1_000 } as const
const TYPES = ['call', 'put', 'any'] as const
const CHAIN_SORTS = ['ticker', 'expiration_date', 'strike_price'] as const
const REFERENCE_SORTS = [...CHAIN_SORTS, 'underlying_ticker'] as const

export const optionRoutes: readonly Route[] = [
  { path: '/v3/snapshot/options/:underlying', handle: (request, { market }) => chain(request, market) },
  { path: '/v3/snapshot/options/:underlying/:contract', handle: (request, { market }) => oneContract(request, market) },
  { path: '/v3/reference/options/contracts', handle: (request, { market }) => references(request, market) },
  { path: '/v3/reference/options/contracts/:ticker', handle: (request, { market }) => oneReference(request, market) },
]

function chain(request: RestRequest, market: Market): object {
  const isAsked = contractFilter(request)
  const now = market.now()
  const contracts = market.universe
    .contracts(request.params['underlying'] ?? '')
    .filter((contract) => contract.expiresAt > now && isAsked(contract))
  const sorted = sortContracts(request, contracts, oneOf(request, 'sort', CHAIN_SORTS, 'ticker'))
  const { page, next_url } = pageOf(request, sorted, CHAIN_LIMITS)
  return { results: page.map((contract) => chainRow(market, contract)), ...(next_url !== undefined && { next_url }) }
}

function oneContract(request: RestRequest, market: Market): object {
  const contract = market.universe.contract(request.params['contract'] ?? '')
  if (contract === undefined || contract.underlying.ticker !== request.params['underlying']) {
    throw notFound('Options contract not found.')
  }
  return { results: chainRow(market, contract) }
}

function chainRow(market: Market, contract: Contract): object {
  const listing: OptionListing = {
    assetClass: 'option',
    ticker: contract.ticker,
    instrument: contract.underlying,
    contract,
  }
  const { break_even_price, ...members } = optionMembers(market, listing)
  return {
    break_even_price,
    day: dayRow(market, listing),
    details: { ...contractDetails(contract), ticker: contract.ticker },
    ...members,
  }
}

/** `{}` for a contract that has not traded today. */
function dayRow(market: Market, listing: OptionListing): object {
  const day = dayBar(market, listing, market.sessions.dateAt(market.now()))
  if (day === undefined) return {}
  const previous = previousClose(market, listing)
  return {
    ...changeOf(day.close, previous),
    close: day.close,
    high: day.high,
    last_updated: toNanoseconds(day.start, 0),
    low: day.low,
    open: day.open,
    ...(previous === undefined ? {} : { previous_close: previous }),
    volume: day.volume,
    vwap: round4(vwapOf(day)),
  }
}

function contractFilter(request: RestRequest): (contract: Contract) => boolean {
  const type = oneOf(request, 'contract_type', TYPES, 'any')
  const hasStrike = rangeFilter(request, 'strike_price', parseNumber)
  const hasExpiry = rangeFilter(request, 'expiration_date', parseDate)
  return (contract) =>
    (type === 'any' || contract.type === type) && hasStrike(contract.strike) && hasExpiry(contract.expiration)
}

function sortContracts(request: RestRequest, contracts: readonly Contract[], sort: string): readonly Contract[] {
  const descending = isDescending(request, 'asc')
  if (sort === 'ticker' && !descending) return contracts
  const key = (contract: Contract): string | number => {
    if (sort === 'strike_price') return contract.strike
    if (sort === 'expiration_date') return contract.expiration
    return sort === 'underlying_ticker' ? referenceTicker(contract) : contract.ticker
  }
  const sorted = contracts.toSorted((a, b) => compare(key(a), key(b)) || compare(a.ticker, b.ticker))
  return descending ? sorted.reverse() : sorted
}

const compare = (a: string | number, b: string | number): number => {
  if (a === b) return 0
  return a < b ? -1 : 1
}

// reference data spells an index without its prefix
const referenceTicker = (contract: Contract): string => contract.underlying.ticker.replace('I:', '')

function references(request: RestRequest, market: Market): object {
  const asOf = parseDate(request.query.get('as_of') ?? newYorkDate(market.now()), 'as_of')
  const wantsExpired = request.query.get('expired') === 'true'
  const isAsked = contractFilter(request)
  const hasTicker = rangeFilter(request, 'ticker', parseText)
  const contracts = referencedContracts(request, market).filter(
    (contract) => contract.expiration < asOf === wantsExpired && hasTicker(contract.ticker) && isAsked(contract),
  )
  const sorted = sortContracts(request, contracts, oneOf(request, 'sort', REFERENCE_SORTS, 'ticker'))
  const { page, next_url } = pageOf(request, sorted, REFERENCE_LIMITS)
  return { results: page.map(referenceRow), ...(next_url !== undefined && { next_url }) }
}

function referencedContracts(request: RestRequest, market: Market): Contract[] {
  const isAsked = rangeFilter(request, 'underlying_ticker', parseText)
  return market.universe.instruments
    .filter((instrument) => isAsked(instrument.ticker.replace('I:', '')))
    .flatMap((instrument) => market.universe.contracts(instrument.ticker))
}

function oneReference(request: RestRequest, market: Market): object {
  const contract = market.universe.contract(request.params['ticker'] ?? '')
  if (contract === undefined) throw tickerNotFound()
  return { results: referenceRow(contract) }
}

function referenceRow(contract: Contract): object {
  const { deliverable } = contract.root
  const underlying = referenceTicker(contract)
  return {
    ...(deliverable !== undefined && {
      additional_underlyings: [
        { amount: deliverable.shares, type: 'equity', underlying },
        { amount: deliverable.cash, type: 'currency', underlying: 'USD' },
      ],
    }),
    cfi: contract.type === 'call' ? 'OCASPS' : 'OPASPS',
    ...contractDetails(contract),
    primary_exchange: 'BATO',
    ticker: contract.ticker,
    underlying_ticker: underlying,
  }
}
