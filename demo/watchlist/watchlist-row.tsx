import { memo } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { useIdle } from '../cells/use-idle.ts'
import { useVisible } from '../cells/use-visible.ts'
import { formatSymbol } from '../format/contract.ts'
import { SymbolSparkline } from './symbol-sparkline.tsx'
import { WatchlistGrip } from './watchlist-grip.tsx'
import { LivePrices, RestingPrices } from './watchlist-prices.tsx'

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

/** One watched symbol. Its prices render when its own quote changes and at no other tick. */
export const WatchlistRow = memo(function WatchlistRow(props: WatchlistRowProps): ReactElement {
  const { symbol, position, isOpen, isDropTarget, onOpen, onRemove, onMove, onDragOver } = props
  const [row, isVisible] = useVisible<HTMLLIElement>()
  const isIdle = useIdle()
  const name = formatSymbol(symbol)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is the mouse's way to what Alt with an arrow key does
    <li
      ref={row}
      className={`watch-row${symbol.startsWith('O:') ? ' watch-contract' : ''}${isDropTarget ? ' watch-row-target' : ''}`}
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
        <span className="watch-spark">{isVisible && isIdle && <SymbolSparkline symbol={symbol} />}</span>
        {isVisible ? <LivePrices symbol={symbol} /> : <RestingPrices symbol={symbol} position={position} />}
      </button>
      <WatchlistGrip symbol={symbol} onMove={onMove} onDragOver={onDragOver} />
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
