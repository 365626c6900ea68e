import { memo } from 'react'
import type { ReactElement } from 'react'
import { useFlash } from '../cells/use-flash.ts'
import { COLUMN_LOOKS } from './chain-columns.ts'
import type { ChainColumn } from './chain-columns.ts'

interface ChainCellProps {
  readonly id: string | undefined
  readonly column: ChainColumn
  readonly value: number | undefined
}

/** One figure; it renders only when that figure moves. */
export const ChainCell = memo(ChainFigure, isSameFigure)

function ChainFigure({ id, column, value }: ChainCellProps): ReactElement {
  const look = COLUMN_LOOKS[column]
  const cell = useFlash<HTMLSpanElement>(value, look.flashes)
  return (
    <span ref={cell} id={id} role="gridcell" className="chain-cell" data-column={column}>
      {look.format(value)}
    </span>
  )
}

/** React's own comparison makes two lists of names for each of some thousand cells a second, and the rubbish is swept up. */
function isSameFigure(before: ChainCellProps, after: ChainCellProps): boolean {
  return before.value === after.value && before.column === after.column && before.id === after.id
}
