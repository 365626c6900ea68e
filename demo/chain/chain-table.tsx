import { useCallback, useMemo, useRef } from 'react'
import type { CSSProperties, MouseEvent, ReactElement } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Ticker } from '../../src/index.ts'
import { useQuotes } from '../../src/react/index.ts'
import type { MoneyPosition } from './at-the-money.ts'
import type { ChainColumn } from './chain-columns.ts'
import { ChainHead } from './chain-head.tsx'
import { ChainRow } from './chain-row.tsx'
import { sideColumns } from './side-columns.ts'
import { useChainKeys } from './use-chain-keys.ts'
import { useFollow } from './use-follow.ts'
import { useSettled } from './use-settled.ts'
import type { ChainStrike } from './chain-types.ts'

const ROW_HEIGHT = 28
const HEAD_HEIGHT = 28
const SCROLL_QUIET_MS = 120

interface ChainTableProps {
  /** Underlying and expiry: a new one centres the table anew. */
  readonly subject: string
  readonly label: string
  readonly strikes: readonly ChainStrike[]
  readonly position: MoneyPosition
  readonly columns: readonly ChainColumn[]
  readonly focus: Ticker
  readonly onOpen: (ticker: Ticker) => void
}

/** The strikes of one expiry. Only the rows in sight exist, and only they are subscribed. */
export function ChainTable(props: ChainTableProps): ReactElement {
  const { subject, label, strikes, position, columns, focus, onOpen } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: strikes.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 4,
    paddingStart: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
  })
  const { scrollToIndex } = virtualizer
  const centre = useCallback((index: number) => scrollToIndex(index, { align: 'center' }), [scrollToIndex])
  const follow = useFollow(position.atTheMoney, subject, centre)
  const keys = useChainKeys(
    strikes,
    position.atTheMoney,
    (index) => {
      follow.stopFollowing()
      scrollToIndex(index)
    },
    onOpen,
  )
  const items = virtualizer.getVirtualItems()
  useVisibleQuotes(strikes, items[0]?.index ?? 0, items.at(-1)?.index ?? -1)
  const callColumns = useMemo(() => sideColumns(columns, 'call'), [columns])
  const putColumns = useMemo(() => sideColumns(columns, 'put'), [columns])
  const showsRoot = useMemo(() => new Set(strikes.map(({ root }) => root)).size > 1, [strikes])
  const style: CSSProperties & Record<'--columns', number> = { '--columns': columns.length }
  return (
    <div className="chain-frame">
      <div
        ref={scroller}
        className="chain-scroller"
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-rowcount={strikes.length + 1}
        aria-activedescendant={keys.active && `strike-${keys.active.index}`}
        onKeyDown={keys.onKeyDown}
        onBlur={keys.onBlur}
        onWheel={follow.stopFollowing}
        onTouchMove={follow.stopFollowing}
        onPointerDown={(event) => event.target === scroller.current && follow.stopFollowing()}
        onClick={(event) => openClicked(event, onOpen)}
        style={style}
      >
        <div className="chain-body" role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          <ChainHead callColumns={callColumns} putColumns={putColumns} />
          {items.map(({ index, start }) => {
            const row = strikes[index]
            if (row === undefined) return null
            return (
              <ChainRow
                key={`${row.strike}|${row.root}`}
                row={row}
                index={index}
                top={start}
                callColumns={callColumns}
                putColumns={putColumns}
                isAtTheMoney={index === position.atTheMoney}
                isCallInTheMoney={index < position.below}
                activeSide={keys.active?.index === index ? keys.active.side : undefined}
                focus={row.call === focus || row.put === focus ? focus : ''}
                showsRoot={showsRoot}
              />
            )
          })}
        </div>
      </div>
      {!follow.isFollowing && (
        <button type="button" className="button chain-centre" onClick={follow.startFollowing}>
          Back to the money
        </button>
      )}
    </div>
  )
}

/** Declares interest in the rows in sight, once the scroll has come to rest. */
function useVisibleQuotes(strikes: readonly ChainStrike[], first: number, last: number): void {
  const symbols = useMemo(
    () =>
      strikes
        .slice(first, last + 1)
        .flatMap(({ call, put }) => [call, put])
        .filter((ticker) => ticker !== undefined),
    [strikes, first, last],
  )
  useQuotes(useSettled(symbols, SCROLL_QUIET_MS))
}

function openClicked(event: MouseEvent, onOpen: (ticker: Ticker) => void): void {
  if (!(event.target instanceof Element)) return
  const ticker = event.target.closest<HTMLElement>('[data-ticker]')?.dataset.ticker
  if (ticker !== undefined) onOpen(ticker)
}
