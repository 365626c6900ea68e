import type { PointerEvent, ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'

interface WatchlistGripProps {
  readonly symbol: Ticker
  readonly onMove: (symbol: Ticker, to: number) => void
  readonly onDragOver: (position: number | undefined) => void
}

/** What a finger drags a row by: a touch elsewhere scrolls the list. Keys do the same, so readers are not told of it. */
export function WatchlistGrip({ symbol, onMove, onDragOver }: WatchlistGripProps): ReactElement {
  const handleEnd = (event: PointerEvent): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const position = positionUnder(event)
    onDragOver(undefined)
    if (position !== undefined) onMove(symbol, position)
  }
  return (
    <span
      className="watch-grip"
      aria-hidden="true"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) onDragOver(positionUnder(event))
      }}
      onPointerUp={handleEnd}
      onPointerCancel={() => onDragOver(undefined)}
    />
  )
}

/** The place of the row under the finger. */
function positionUnder({ clientX, clientY }: PointerEvent): number | undefined {
  const row = document.elementFromPoint(clientX, clientY)?.closest('.watch-row')
  const position = row ? [...(row.parentElement?.children ?? [])].indexOf(row) : -1
  return position === -1 ? undefined : position
}
