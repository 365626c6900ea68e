import type * as z from 'zod/mini'
import { InvalidRequestError, InvalidTickerError, isMarketDataError } from '../../domain/errors.ts'
import { chainRowSchema, contractReferenceSchema, toChainRow } from '../../domain/massive/rest-contracts.ts'
import type { ChainParams, OptionsChain } from '../../domain/option.ts'
import { indexOfRoot, parseTicker } from '../../domain/ticker.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { isCalendarDate } from '../../domain/calendar-date.ts'
import { createChainAssembly } from './chain-assembly.ts'
import type { ChainAssembly } from './chain-assembly.ts'
import { readFirstPage, spansAfter } from './chain-partitions.ts'
import type { ExpirationSpan, FirstPage } from './chain-partitions.ts'
import { forEachConcurrently } from './concurrency.ts'
import type { Query } from './exchange.ts'
import type { Page, PageBudget } from './pagination.ts'
import type { RestContext } from './rest-context.ts'
import type { ChainCallOptions } from './rest-types.ts'

const PAGE_SIZE = 250
const MAX_REFERENCE_ROWS = 1_000
// some got 250 rows where they asked for 1,000
const MAX_REFERENCE_PAGES = 4
// strikes this near to the middle are listed for nearly every expiration
const LEARNING_BAND = 0.0075

/** One walk for a chain: everything that its parts share. */
interface ChainWalk {
  readonly context: RestContext
  readonly underlying: Ticker
  readonly params: ChainParams
  readonly assembly: ChainAssembly
  readonly budget: PageBudget
  readonly signal: AbortSignal | undefined
}

/**
 * A chain, or the part of it that `params` names. The first page, ordered by expiration, is all of a small chain. Of a
 * larger one it tells enough to learn the expirations in one cheap request or a few; what lies ahead is then fetched in parallel
 * spans of expirations, which between them leave no gap whatever was learned.
 *
 * @throws when the first page cannot be had; later failures make the chain incomplete
 */
export async function fetchChain(
  context: RestContext,
  symbol: string,
  params: ChainParams = {},
  { signal, onPage }: ChainCallOptions = {},
): Promise<OptionsChain> {
  const underlying = checkedUnderlying(symbol)
  checkParams(params)
  const assembly = createChainAssembly(underlying, () => context.clock.now(), onPage)
  const walk: ChainWalk = { context, underlying, params, assembly, budget: context.pageBudget(), signal }

  const pages = pagesOf(walk, expirationBounds(params))
  const firstPage = await pages.next()
  const rows = firstPage.value?.rows.map((row) => toChainRow(row, context.clock.now())) ?? []
  assembly.add(rows)
  if ((firstPage.value?.rejected ?? 0) > 0) assembly.unreadable()
  if (firstPage.value?.isLast === true) return assembly.finish()

  const first = params.expiration === undefined ? readFirstPage(rows) : undefined
  // one expiration cannot be divided, and a page without a readable row tells nothing to divide by
  await (first === undefined ? addPages(walk, pages) : addSpans(walk, first))
  await context.requester.breathe() // the last page was work enough for one task
  signal?.throwIfAborted()
  return assembly.finish()
}

type ChainPages = AsyncGenerator<Page<z.output<typeof chainRowSchema>>, void, undefined>

function pagesOf({ context, underlying, params, budget, signal }: ChainWalk, bounds: Query): ChainPages {
  const query = {
    'strike_price.gte': params.strikeFrom,
    'strike_price.lte': params.strikeTo,
    ...bounds,
    contract_type: params.type,
    sort: 'expiration_date',
    order: 'asc',
    limit: PAGE_SIZE,
  }
  return context.pages({ path: `v3/snapshot/options/${underlying}`, query, signal }, chainRowSchema, budget)
}

async function addSpans(walk: ChainWalk, first: FirstPage): Promise<void> {
  const { context, params, assembly } = walk
  // the page may have cut its last expiration: that is asked for again as a whole, while the others are learned
  const own = addPages(walk, pagesOf(walk, { expiration_date: first.lastExpiration }))
  own.catch(() => {}) // heard below, unless learning is aborted before that
  const learned = await learnExpirations(walk, first)
  assembly.expect(Math.round(first.contractsAnExpiration * (learned.length + 1)))
  const ahead = spansAfter(first, learned, PAGE_SIZE).map(
    (span) => () => addPages(walk, pagesOf(walk, boundsOf(span, params))),
  )
  await forEachConcurrently([() => own, ...ahead], context.concurrency, (span) => span())
}

async function addPages({ context, assembly, signal, underlying }: ChainWalk, pages: ChainPages): Promise<void> {
  let isWhole = false
  try {
    for await (const page of pages) {
      assembly.add(page.rows.map((row) => toChainRow(row, context.clock.now())))
      if (page.rejected > 0) assembly.unreadable()
      isWhole = page.isLast
    }
  } catch (error) {
    signal?.throwIfAborted()
    if (!isMarketDataError(error)) throw error
    context.report('error', `The chain of ${underlying} is incomplete: ${error.message}`)
  }
  if (!isWhole) assembly.cut()
}

/** Expirations after the first page's, by the strikes in the middle; none where the reference data cannot be had. */
async function learnExpirations(walk: ChainWalk, first: FirstPage): Promise<readonly string[]> {
  const { context, underlying, params, signal } = walk
  const query = {
    // the reference data writes an index without its prefix
    underlying_ticker: underlying.replace(/^I:/, ''),
    contract_type: params.type ?? 'call',
    'strike_price.gte': first.middleStrike * (1 - LEARNING_BAND),
    'strike_price.lte': first.middleStrike * (1 + LEARNING_BAND),
    'expiration_date.gt': first.lastExpiration,
    'expiration_date.lte': params.expirationTo,
    sort: 'expiration_date',
    order: 'asc',
    limit: MAX_REFERENCE_ROWS,
  }
  const request = { path: 'v3/reference/options/contracts', query, signal }
  try {
    const expirations: string[] = []
    for await (const { rows } of context.pages(request, contractReferenceSchema, { left: MAX_REFERENCE_PAGES })) {
      expirations.push(...rows.flatMap(({ expiration_date: expiration }) => expiration ?? []))
    }
    return [...new Set(expirations)]
  } catch (error) {
    signal?.throwIfAborted()
    if (isMarketDataError(error)) return [] // it only helps to divide the work
    throw error
  }
}

const expirationBounds = ({ expiration, expirationFrom, expirationTo }: ChainParams): Query => ({
  expiration_date: expiration,
  'expiration_date.gte': expirationFrom,
  'expiration_date.lte': expirationTo,
})

const boundsOf = ({ after, upTo, strikeUpTo, strikeAbove }: ExpirationSpan, params: ChainParams): Query => ({
  'expiration_date.gt': after,
  'expiration_date.lte': upTo ?? params.expirationTo,
  'strike_price.gt': strikeAbove,
  'strike_price.gte': strikeAbove === undefined ? params.strikeFrom : undefined,
  'strike_price.lte': strikeUpTo === undefined ? params.strikeTo : Math.min(strikeUpTo, params.strikeTo ?? strikeUpTo),
})

function checkedUnderlying(symbol: string): Ticker {
  const parsed = parseTicker(symbol)
  const index = indexOfRoot(parsed.ticker)
  // the vendor would answer an empty chain
  if (index !== undefined)
    throw new InvalidTickerError(parsed.ticker, `options on this index are listed under ${index}`)
  if (parsed.class === 'stock' || parsed.class === 'index') return parsed.ticker
  throw new InvalidTickerError(parsed.ticker, 'has no options; give a stock such as SPY, or an index such as I:SPX')
}

function checkParams({ expiration, expirationFrom, expirationTo, strikeFrom, strikeTo }: ChainParams): void {
  for (const [name, date] of Object.entries({ expiration, expirationFrom, expirationTo })) {
    if (date === undefined || isCalendarDate(date)) continue
    throw new InvalidRequestError(`${name}: ${JSON.stringify(date)} is no day; write one that exists as YYYY-MM-DD`)
  }
  if (expiration !== undefined && (expirationFrom ?? expirationTo) !== undefined) {
    throw new InvalidRequestError(
      `expiration: ${expiration} excludes expirationFrom and expirationTo; give one or the other`,
    )
  }
  for (const [name, strike] of Object.entries({ strikeFrom, strikeTo })) {
    if (strike === undefined || (Number.isFinite(strike) && strike >= 0)) continue
    throw new InvalidRequestError(`${name}: ${strike} is no strike; give a price of 0 or more`)
  }
  checkOrder('expirationFrom', expirationFrom, 'expirationTo', expirationTo)
  checkOrder('strikeFrom', strikeFrom, 'strikeTo', strikeTo)
}

function checkOrder<T extends string | number>(
  fromName: string,
  from: T | undefined,
  toName: string,
  to: T | undefined,
): void {
  if (from === undefined || to === undefined || from <= to) return
  throw new InvalidRequestError(`${fromName}: ${from} lies after ${toName}: ${to}; swap them`)
}
