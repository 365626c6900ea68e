import { memo } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { selectFreshness, selectQuote } from '../../src/index.ts'
import type { Quote, Ticker } from '../../src/index.ts'
import { useMarketData } from '../../src/react/index.ts'
import { FlashNumber } from '../cells/flash-number.tsx'
import { FRESHNESS_TEXT, FreshnessDot } from '../cells/freshness-dot.tsx'
import { useVisible } from '../cells/use-visible.ts'
import { formatSymbol } from '../format/contract.ts'
import { formatChange, formatPercentPoints, formatPrice } from '../format/number.ts'
import { SymbolSparkline } from './symbol-sparkline.tsx'

const SOURCE_TEXT = { stream: 'stream', rest: 'REST', restored: 'saved' } as const

export interface WatchlistRowProps {
  readonly symbol: Ticker
  readonly position: number
  readonly isOpen: boolean
  readonly isDropTarget: boolean
  readonly onOpen: (symbol: Ticker) => void
  readonly onRemove: (symbol: Ticker) => void
  readonly onMove: (symbol: Ticker, to: number) => void
  readonly onDragOver: (position: number | undefined) => void
}

/** One watched symbol. It renders when its own quote changes and at no other tick. */
export const WatchlistRow = memo(function WatchlistRow(props: WatchlistRowProps): ReactElement {
  const { symbol, position, isOpen, isDropTarget, onOpen, onRemove, onMove, onDragOver } = props
  const [row, isVisible] = useVisible<HTMLLIElement>()
  const name = formatSymbol(symbol)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is the mouse's way to what Alt with an arrow key does
    <li
      ref={row}
      className={`watch-row${isDropTarget ? ' watch-row-target' : ''}`}
      data-symbol={symbol}
      draggable
      onDragStart={(event) => event.dataTransfer.setData('text/plain', symbol)}
      onDragOver={(event) => {
        event.preventDefault()
        onDragOver(position)
      }}
      onDragEnd={() => onDragOver(undefined)}
      onDrop={(event) => {
        event.preventDefault()
        onDragOver(undefined)
        onMove(event.dataTransfer.getData('text/plain'), position)
      }}
    >
      <button
        type="button"
        className="watch-open"
        aria-current={isOpen ? 'true' : undefined}
        aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown Delete"
        onClick={() => onOpen(symbol)}
        onKeyDown={(event) => handleKey(event, props)}
      >
        <span className="watch-name" title={symbol}>
          {name}
        </span>
        <span className="watch-spark">{isVisible && <SymbolSparkline symbol={symbol} />}</span>
        <WatchlistPrices symbol={symbol} />
      </button>
      <button
        type="button"
        className="icon-button watch-remove"
        aria-label={`Remove ${name}`}
        onClick={() => onRemove(symbol)}
      >
        ×
      </button>
    </li>
  )
})

function handleKey(event: KeyboardEvent, { symbol, position, onMove, onRemove }: WatchlistRowProps): void {
  if (event.key === 'Delete') return onRemove(symbol)
  const sibling = event.key === 'ArrowDown' ? 'nextElementSibling' : 'previousElementSibling'
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  event.preventDefault()
  if (event.altKey) return onMove(symbol, Math.max(0, position + (event.key === 'ArrowDown' ? 1 : -1)))
  event.currentTarget.closest('li')?.[sibling]?.querySelector('button')?.focus()
}

function WatchlistPrices({ symbol }: { readonly symbol: Ticker }): ReactElement {
  const quote = useMarketData(selectQuote(symbol))
  const freshness = useMarketData(selectFreshness(symbol))
  const direction = (quote?.change ?? 0) < 0 ? 'down' : 'up'
  return (
    <>
      <span className="watch-last">
        <FlashNumber value={quote?.last ?? quote?.value} format={formatPrice} />
      </span>
      <span className="watch-meta">
        <FreshnessDot freshness={freshness} />
        {quote === undefined ? FRESHNESS_TEXT[freshness] : SOURCE_TEXT[quote.source]}
      </span>
      <span className="watch-book">{bookOf(quote)}</span>
      <span className={`watch-change ${quote?.change === undefined ? 'muted' : direction}`}>
        {formatChange(quote?.change)} {quote?.changePercent !== undefined && formatPercentPoints(quote.changePercent)}
      </span>
    </>
  )
}

function bookOf(quote: Quote | undefined): string {
  if (quote?.bid === undefined || quote.ask === undefined) return ''
  return `${formatPrice(quote.bid)} × ${formatPrice(quote.ask)}`
}
