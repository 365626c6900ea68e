import { useMemo, useState } from 'react'

/** The row that is dragged, and the one it is over. */
interface Drag {
  readonly from: number
  readonly over: number | undefined
}

export interface RowDrag {
  /** On which side of a row the dragged one would land. */
  readonly edgeOf: (position: number) => 'above' | 'below' | undefined
  readonly handlers: RowDragHandlers
}

/** The same object at every rendering. */
export interface RowDragHandlers {
  readonly start: (position: number) => void
  readonly over: (position: number | undefined) => void
  readonly end: () => void
}

/** What is dragged over what: one that goes down lands below the row it is dropped on. */
export function useRowDrag(): RowDrag {
  const [drag, setDrag] = useState<Drag>()
  const handlers = useMemo(
    () => ({
      start: (from: number) => setDrag({ from, over: undefined }),
      over: (over: number | undefined) =>
        setDrag((now) => (now === undefined || now.over === over ? now : { ...now, over })),
      end: () => setDrag(undefined),
    }),
    [],
  )
  const edgeOf = (position: number): 'above' | 'below' | undefined => {
    if (drag === undefined || drag.over !== position || drag.from === position) return undefined
    return drag.from < position ? 'below' : 'above'
  }
  return { edgeOf, handlers }
}
