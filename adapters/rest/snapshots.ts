import { InvalidPayloadError, MarketDataError, NotFoundError, isMarketDataError } from '../../domain/errors.ts'
import type { SymbolError } from '../../domain/errors.ts'
import { snapshotRowSchema, toSnapshot } from '../../domain/massive/rest-snapshots.ts'
import { mergeQuote } from '../../domain/quote.ts'
import type { Quote } from '../../domain/quote.ts'
import type { QuoteBatch } from '../../domain/quote-batch.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { forEachConcurrently } from './concurrency.ts'
import type { RestContext } from './rest-context.ts'
import { isOfService, isWorthSplitting } from './retry-policy.ts'

/** What became of each symbol that was asked for. */
type Outcomes = Map<Ticker, Quote | MarketDataError>

// the vendor's maximum; its own default of 10 would silently cut the answer
const MAX_BATCH = 250
// when so many of the single requests fail for no fault of theirs, the rest would too
const MAX_SERVICE_FAILURES = 3

/**
 * Snapshots of any number of symbols. Lists of more than 250 are split; a list that fails as a whole is asked for
 * symbol by symbol, unless the service itself is what fails.
 *
 * @throws the first failure when nothing at all could be had for a reason that lies with the service
 */
export async function fetchSnapshots(
  context: RestContext,
  path: string,
  tickers: readonly Ticker[],
  signal?: AbortSignal,
): Promise<QuoteBatch> {
  const outcomes: Outcomes = new Map()
  await forEachConcurrently(chunksOf(tickers, MAX_BATCH), context.concurrency, async (batch) => {
    try {
      await fetchBatch(context, path, batch, outcomes, signal)
    } catch (error) {
      const failure = failureOf(error, signal)
      if (batch.length === 1 || !isWorthSplitting(failure)) return fail(outcomes, batch, failure)
      await fetchOneByOne(context, path, batch, outcomes, signal)
    }
  })
  return toBatch(tickers, outcomes)
}

async function fetchBatch(
  context: RestContext,
  path: string,
  batch: readonly Ticker[],
  outcomes: Outcomes,
  signal: AbortSignal | undefined,
): Promise<void> {
  const query = { 'ticker.any_of': batch.join(','), limit: MAX_BATCH }
  const asked = new Set(batch)
  let rejected = 0
  for await (const page of context.pages({ path, query, signal }, snapshotRowSchema, context.pageBudget())) {
    rejected += page.rejected
    for (const row of page.rows) {
      if (!asked.delete(row.ticker)) continue
      const snapshot = toSnapshot(row, context.clock.now())
      outcomes.set(
        row.ticker,
        snapshot.ok ? mergeQuote(undefined, snapshot.quote, context.clock.now()) : snapshot.error,
      )
    }
  }
  for (const ticker of asked) {
    const problem = `The answer to GET /${path} holds no ${rejected > 0 ? 'readable ' : ''}row of ${ticker}`
    outcomes.set(
      ticker,
      rejected > 0 ? new InvalidPayloadError(problem) : new NotFoundError(`${problem}: check the ticker`),
    )
  }
}

async function fetchOneByOne(
  context: RestContext,
  path: string,
  batch: readonly Ticker[],
  outcomes: Outcomes,
  signal: AbortSignal | undefined,
): Promise<void> {
  const serviceFailures: MarketDataError[] = []
  await forEachConcurrently(batch, context.concurrency, async (ticker) => {
    const hopeless = serviceFailures[MAX_SERVICE_FAILURES - 1]
    if (hopeless !== undefined) return fail(outcomes, [ticker], hopeless)
    try {
      await fetchBatch(context, path, [ticker], outcomes, signal)
    } catch (error) {
      const failure = failureOf(error, signal)
      if (isOfService(failure)) serviceFailures.push(failure)
      fail(outcomes, [ticker], failure)
    }
  })
}

function toBatch(tickers: readonly Ticker[], outcomes: Outcomes): QuoteBatch {
  const quotes: Quote[] = []
  const errors: SymbolError[] = []
  for (const ticker of tickers) {
    const outcome = outcomes.get(ticker)
    if (outcome instanceof MarketDataError) errors.push({ symbol: ticker, error: outcome })
    else if (outcome !== undefined) quotes.push(outcome)
  }
  const [first] = errors
  if (quotes.length === 0 && first !== undefined && errors.every(({ error }) => isOfService(error))) throw first.error
  return { quotes, errors }
}

function fail(outcomes: Outcomes, tickers: readonly Ticker[], error: MarketDataError): void {
  for (const ticker of tickers) outcomes.set(ticker, error)
}

// whatever is not of the family is an abort or a defect: neither is an answer
function failureOf(error: unknown, signal: AbortSignal | undefined): MarketDataError {
  signal?.throwIfAborted()
  if (isMarketDataError(error)) return error
  throw error
}

function chunksOf<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const chunks: (readonly T[])[] = []
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size))
  return chunks
}
