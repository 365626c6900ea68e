import { memo, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { useIdle } from '../cells/use-idle.ts'
import { useVisible } from '../cells/use-visible.ts'
import { formatSymbol } from '../format/contract.ts'
import { SymbolSparkline } from './symbol-sparkline.tsx'
import { rowDrag } from './row-drag.ts'
import type { RowDragHandlers } from './use-row-drag.ts'
import { WatchlistGrip } from './watchlist-grip.tsx'
import { WatchlistPrices } from './watchlist-prices.tsx'

export interface WatchlistRowProps {
  readonly symbol: Ticker
  readonly position: number
  readonly isOpen: boolean
  /** Where a dragged row would land. */
  readonly dropEdge: 'above' | 'below' | undefined
  readonly drag: RowDragHandlers
  readonly onOpen: (symbol: Ticker) => void
  readonly onRemove: (symbol: Ticker) => void
  readonly onMove: (symbol: Ticker, to: number) => void
}

/** So many rows are taken for seen until that is known: no first look takes in more. */
export const FIRST_ROWS = 24

/**
 * One watched symbol. Out of sight it is no more than its name, for search and for readers: a hundred rows that nobody
 * sees would cost every frame.
 */
export const WatchlistRow = memo(function WatchlistRow(props: WatchlistRowProps): ReactElement {
  const { symbol, position, isOpen, drag, onOpen, onMove } = props
  const [row, isVisible] = useVisible<HTMLLIElement>(position < FIRST_ROWS)
  const [hasFocus, setFocus] = useState(false)
  const isLive = isVisible || hasFocus
  const isIdle = useIdle()
  const name = formatSymbol(symbol)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is the mouse's way to what Alt with an arrow key does
    <li
      ref={row}
      className={classNameOf(props, isLive)}
      data-symbol={symbol}
      onFocus={() => setFocus(true)}
      onBlur={() => setFocus(false)}
      draggable
      {...rowDrag(props)}
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
        {isLive && <span className="watch-spark">{isIdle && <SymbolSparkline symbol={symbol} />}</span>}
        {isLive && <WatchlistPrices symbol={symbol} />}
      </button>
      {isLive && <WatchlistGrip symbol={symbol} position={position} drag={drag} onMove={onMove} />}
      {isLive && (
        <button
          type="button"
          className="icon-button watch-remove"
          aria-label={`Remove ${name}`}
          onClick={(event) => removeFrom(event.currentTarget, '.watch-remove', props)}
        >
          ×
        </button>
      )}
    </li>
  )
})

function classNameOf({ symbol, dropEdge }: WatchlistRowProps, isLive: boolean): string {
  const classes = ['watch-row']
  if (isLive) classes.push('watch-live')
  if (symbol.startsWith('O:')) classes.push('watch-contract')
  if (dropEdge !== undefined) classes.push(`watch-drop-${dropEdge}`)
  return classes.join(' ')
}

/** The focus goes to the same button of the row that comes into its place, or to the search where none is left. */
function removeFrom(button: Element, selector: string, { symbol, onRemove }: WatchlistRowProps): void {
  const row = button.closest('li')
  const heir = row?.nextElementSibling ?? row?.previousElementSibling
  const next =
    heir?.querySelector<HTMLElement>(selector) ??
    heir?.querySelector('button') ??
    row?.closest('section')?.querySelector('input')
  next?.focus()
  onRemove(symbol)
}

function handleKey(event: KeyboardEvent, props: WatchlistRowProps): void {
  const { symbol, position, onMove } = props
  if (event.key === 'Delete') return removeFrom(event.currentTarget, '.watch-open', props)
  const sibling = event.key === 'ArrowDown' ? 'nextElementSibling' : 'previousElementSibling'
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  event.preventDefault()
  if (event.altKey) return onMove(symbol, position + (event.key === 'ArrowDown' ? 1 : -1))
  event.currentTarget.closest('li')?.[sibling]?.querySelector('button')?.focus()
}
