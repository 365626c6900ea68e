import { memo } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { useIdle } from '../cells/use-idle.ts'
import { useVisible } from '../cells/use-visible.ts'
import { formatSymbol } from '../format/contract.ts'
import { SymbolSparkline } from './symbol-sparkline.tsx'
import type { RowDragHandlers } from './use-row-drag.ts'
import { WatchlistGrip } from './watchlist-grip.tsx'
import { LivePrices, RestingPrices } from './watchlist-prices.tsx'

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

/** Rows are dragged among their like, of this desk or of another tab's. */
const ROW_TYPE = 'application/x-massive-watched-symbol'

/** One watched symbol. Its prices render when its own quote changes and at no other tick. */
export const WatchlistRow = memo(function WatchlistRow(props: WatchlistRowProps): ReactElement {
  const { symbol, position, isOpen, dropEdge, drag, onOpen, onMove } = props
  const [row, isVisible] = useVisible<HTMLLIElement>()
  const isIdle = useIdle()
  const name = formatSymbol(symbol)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dragging is the mouse's way to what Alt with an arrow key does
    <li
      ref={row}
      className={`watch-row${symbol.startsWith('O:') ? ' watch-contract' : ''}${dropEdge === undefined ? '' : ` watch-drop-${dropEdge}`}`}
      data-symbol={symbol}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(ROW_TYPE, symbol)
        drag.start(position)
      }}
      onDragOver={(event) => {
        // files and texts from elsewhere are no rows
        if (!event.dataTransfer.types.includes(ROW_TYPE)) return
        event.preventDefault()
        drag.over(position)
      }}
      onDragLeave={(event) => {
        if (!isWithin(event.currentTarget, event.relatedTarget)) drag.over(undefined)
      }}
      onDragEnd={drag.end}
      onDrop={(event) => {
        event.preventDefault()
        drag.end()
        onMove(event.dataTransfer.getData(ROW_TYPE), position)
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
      <WatchlistGrip symbol={symbol} position={position} drag={drag} onMove={onMove} />
      <button
        type="button"
        className="icon-button watch-remove"
        aria-label={`Remove ${name}`}
        onClick={(event) => removeFrom(event.currentTarget, '.watch-remove', props)}
      >
        ×
      </button>
    </li>
  )
})

const isWithin = (element: Element, other: EventTarget | null): boolean =>
  other instanceof Node && element.contains(other)

/** The focus goes to the same button of the row that comes into its place, or to the search where none is left. */
function removeFrom(button: Element, selector: string, { symbol, onRemove }: WatchlistRowProps): void {
  const row = button.closest('li')
  const heir = row?.nextElementSibling ?? row?.previousElementSibling
  const next = heir?.querySelector<HTMLElement>(selector) ?? row?.closest('section')?.querySelector('input')
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
