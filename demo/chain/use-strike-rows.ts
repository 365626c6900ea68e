import { useCallback, useRef } from 'react'
import type { RefObject } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { ReactVirtualizer } from '@tanstack/react-virtual'
import { useLater } from '../cells/use-later.ts'

const ROW_HEIGHT = 28
const HEAD_HEIGHT = 44
/** Rows beyond each edge, for a scroll to find. */
const SPARE_ROWS = 4
const LOOK = {
  estimateSize: () => ROW_HEIGHT,
  paddingStart: HEAD_HEIGHT,
  scrollPaddingStart: HEAD_HEIGHT,
}

interface StrikeRows {
  /** Goes on the element that scrolls. */
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: ReactVirtualizer<HTMLDivElement, Element>
  /** Brings a row to the middle of the place; another one where the place or the list grew or shrank. */
  readonly centre: (index: number) => void
}

/**
 * The rows in sight of a list of strikes.
 *
 * @param middle the row to begin with, in the middle; -1 where there is none
 * @param height of the place, CSS pixels: the first rendering draws what will be in sight, and nothing twice
 */
export function useStrikeRows(count: number, middle: number, height: number): StrikeRows {
  const scroller = useRef<HTMLDivElement>(null)
  // those that nobody sees yet come a moment after those in sight
  const overscan = useLater() ? SPARE_ROWS : 0
  // oxlint-disable-next-line react/incompatible-library -- the compiler this warns of is not used here
  const rows = useVirtualizer<HTMLDivElement, Element>({
    ...LOOK,
    count,
    overscan,
    getScrollElement: () => scroller.current,
    initialRect: { width: 0, height },
    initialOffset: () => centredOffset(middle, count, height),
  })
  const { scrollToOffset } = rows
  const centre = useCallback(
    (index: number) => scrollToOffset(centredOffset(index, count, height)),
    [scrollToOffset, count, height],
  )
  return { scroller, rows, centre }
}

/** How far down the list stands when the row is in the middle, or as near to it as the list reaches. */
function centredOffset(index: number, count: number, height: number): number {
  const furthest = HEAD_HEIGHT + count * ROW_HEIGHT - height
  return Math.max(0, Math.min(furthest, index * ROW_HEIGHT + (ROW_HEIGHT - height) / 2))
}
