import type { PointerEvent, ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import type { RowDragHandlers } from './use-row-drag.ts'

interface WatchlistGripProps {
  readonly symbol: Ticker
  readonly position: number
  readonly drag: RowDragHandlers
  readonly onMove: (symbol: Ticker, to: number) => void
}

/** What a finger drags a row by: a touch elsewhere scrolls the list. Keys do the same, so readers are not told of it. */
export function WatchlistGrip({ symbol, position: from, drag, onMove }: WatchlistGripProps): ReactElement {
  const handleEnd = (event: PointerEvent): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const position = positionUnder(event)
    drag.end()
    if (position !== undefined) onMove(symbol, position)
  }
  return (
    <span
      className="watch-grip"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        drag.start(from)
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) drag.over(positionUnder(event))
      }}
      onPointerUp={handleEnd}
      onPointerCancel={drag.end}
    />
  )
}

/** The place of the row under the finger. */
function positionUnder({ clientX, clientY }: PointerEvent): number | undefined {
  const row = document.elementFromPoint(clientX, clientY)?.closest('.watch-row')
  const position = row ? [...(row.parentElement?.children ?? [])].indexOf(row) : -1
  return position === -1 ? undefined : position
}
