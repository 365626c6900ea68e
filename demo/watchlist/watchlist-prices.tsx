import { useMemo } from 'react'
import type { ReactElement } from 'react'
import { selectFreshness, selectQuote } from '../../src/index.ts'
import type { Freshness, MarketDataState, Quote, Ticker } from '../../src/index.ts'
import { useQuote } from '../../src/react/index.ts'
import { FlashNumber } from '../cells/flash-number.tsx'
import { FreshnessDot } from '../cells/freshness-dot.tsx'
import { useCalm } from '../cells/use-calm.ts'
import { formatChange, formatPercentPoints, formatPrice } from '../format/number.ts'

const SOURCE_TEXT = { stream: 'stream', rest: 'REST', restored: 'saved' } as const
/** What stands in the place of the source where something else matters more. */
const STATE_TEXT: Readonly<Partial<Record<Freshness, string>>> = {
  delayed: 'delayed',
  stale: 'stale',
  closed: 'closed',
}

const REST_MS = 3_000
const STAGGER_MS = 90

/** The prices of a row in sight: as they come. */
export function LivePrices({ symbol }: { readonly symbol: Ticker }): ReactElement {
  const live = useQuote(symbol)
  // the reason is looked at only where there is no price
  const error = live.data === undefined ? live.error : undefined
  return <Prices quote={live.data} freshness={live.freshness} error={error} />
}

/**
 * The prices of a row out of sight, for search and for readers: looked at now and then, and not all rows at once,
 * which would cost a frame.
 */
export function RestingPrices({
  symbol,
  position,
}: {
  readonly symbol: Ticker
  readonly position: number
}): ReactElement {
  const everyMs = REST_MS + position * STAGGER_MS
  const quote = useCalm(selectQuote(symbol), everyMs)
  const freshness = useCalm(
    useMemo(() => selectFreshness(symbol), [symbol]),
    everyMs,
  )
  const error = useCalm(
    useMemo(() => (state: MarketDataState) => state.connection.rejections[`Q|${symbol}`], [symbol]),
    everyMs,
  )
  return <Prices quote={quote} freshness={freshness} error={error} />
}

interface PricesProps {
  readonly quote: Quote | undefined
  readonly freshness: Freshness
  /** Why there is no quote, where the server refuses the symbol. */
  readonly error: Error | undefined
}

function Prices({ quote, freshness, error }: PricesProps): ReactElement {
  const direction = (quote?.change ?? 0) < 0 ? 'down' : 'up'
  return (
    <>
      <span className="watch-last">
        <FlashNumber value={quote?.last ?? quote?.value} format={formatPrice} />
      </span>
      <span className="watch-meta" title={quote === undefined ? error?.message : undefined}>
        <FreshnessDot freshness={freshness} />
        {metaOf(quote, freshness, error)}
      </span>
      <span className="watch-book">{bookOf(quote)}</span>
      <span className={`watch-change ${quote?.change === undefined ? 'muted' : direction}`}>
        <span>{formatChange(quote?.change)}</span>
        <span className="watch-percent">
          {quote?.changePercent !== undefined && formatPercentPoints(quote.changePercent)}
        </span>
      </span>
    </>
  )
}

function metaOf(quote: Quote | undefined, freshness: Freshness, error: Error | undefined): string {
  if (quote === undefined) return error === undefined ? 'waiting' : 'refused'
  return (quote.source !== 'restored' && STATE_TEXT[freshness]) || SOURCE_TEXT[quote.source]
}

function bookOf(quote: Quote | undefined): string {
  if (quote?.bid === undefined || quote.ask === undefined) return ''
  return `${formatPrice(quote.bid)} × ${formatPrice(quote.ask)}`
}
