import type { HTMLAttributes } from 'react'
import type { Ticker } from '../../src/index.ts'
import type { RowDragHandlers } from './use-row-drag.ts'

interface DraggedRow {
  readonly symbol: Ticker
  readonly position: number
  readonly drag: RowDragHandlers
  readonly onMove: (symbol: Ticker, to: number) => void
}

type DragEvents = 'onDragStart' | 'onDragOver' | 'onDragLeave' | 'onDragEnd' | 'onDrop'

/** Rows are dragged among their like, of this desk or of another tab's. */
const ROW_TYPE = 'application/x-massive-watched-symbol'

/** What makes a row one that is dragged, and that others are dropped on. */
export const rowDrag = ({
  symbol,
  position,
  drag,
  onMove,
}: DraggedRow): Pick<HTMLAttributes<HTMLElement>, DragEvents> => ({
  onDragStart(event) {
    event.dataTransfer.setData(ROW_TYPE, symbol)
    drag.start(position)
  },
  onDragOver(event) {
    // files and texts from elsewhere are no rows
    if (!event.dataTransfer.types.includes(ROW_TYPE)) return
    event.preventDefault()
    drag.over(position)
  },
  onDragLeave(event) {
    if (!isWithin(event.currentTarget, event.relatedTarget)) drag.over(undefined)
  },
  onDragEnd: drag.end,
  onDrop(event) {
    event.preventDefault()
    drag.end()
    onMove(event.dataTransfer.getData(ROW_TYPE), position)
  },
})

const isWithin = (element: Element, other: EventTarget | null): boolean =>
  other instanceof Node && element.contains(other)
