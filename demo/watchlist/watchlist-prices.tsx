import type { ReactElement } from 'react'
import type { Freshness, Quote, Ticker } from '../../src/index.ts'
import { useQuote } from '../../src/react/index.ts'
import { FlashNumber } from '../cells/flash-number.tsx'
import { FreshnessDot } from '../cells/freshness-dot.tsx'
import { formatChange, formatPercentPoints, formatPrice } from '../format/number.ts'

const SOURCE_TEXT = { stream: 'stream', rest: 'REST', restored: 'saved' } as const
/** What stands in the place of the source where something else matters more. */
const STATE_TEXT: Readonly<Partial<Record<Freshness, string>>> = {
  delayed: 'delayed',
  stale: 'stale',
  closed: 'closed',
}

/** The prices of a row in sight. They render when its own quote changes and at no other tick. */
export function WatchlistPrices({ symbol }: { readonly symbol: Ticker }): ReactElement {
  const live = useQuote(symbol)
  const { data: quote, freshness } = live
  // the reason is looked at only where there is no price
  const error = quote === undefined ? live.error : undefined
  const direction = (quote?.change ?? 0) < 0 ? 'down' : 'up'
  return (
    <>
      <span className="watch-last">
        <FlashNumber value={quote?.last ?? quote?.value} format={formatPrice} />
      </span>
      <span className="watch-meta" title={error?.message}>
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
