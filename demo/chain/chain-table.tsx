import { useMemo } from 'react'
import type { CSSProperties, MouseEvent, ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { useQuotes } from '../../src/react/index.ts'
import type { MoneyPosition } from './at-the-money.ts'
import type { ChainColumn } from './chain-columns.ts'
import { ChainRows } from './chain-rows.tsx'
import { sideId } from './side-id.ts'
import { useChainKeys } from './use-chain-keys.ts'
import { useFollow } from './use-follow.ts'
import { useSettled } from './use-settled.ts'
import { useStrikeRows } from './use-strike-rows.ts'
import type { ChainStrike } from './chain-types.ts'

const SCROLL_QUIET_MS = 120

interface ChainTableProps {
  readonly label: string
  readonly strikes: readonly ChainStrike[]
  readonly position: MoneyPosition
  readonly columns: readonly ChainColumn[]
  /** Of the place it is put into, CSS pixels. */
  readonly height: number
  readonly focus: Ticker
  readonly onOpen: (ticker: Ticker) => void
}

/** The strikes of one expiry, one mount each. Only the rows in sight exist, and only they are subscribed. */
export function ChainTable(props: ChainTableProps): ReactElement {
  const { label, strikes, position, columns, height, focus, onOpen } = props
  const { scroller, rows, centre } = useStrikeRows(strikes.length, position.atTheMoney, height)
  const follow = useFollow(position.atTheMoney, centre)
  const keys = useChainKeys(
    strikes,
    position.atTheMoney,
    (index) => {
      follow.stopFollowing()
      rows.scrollToIndex(index)
    },
    onOpen,
  )
  const backToTheMoney = (): void => {
    // the button goes: the keys go on in the grid
    scroller.current?.focus({ preventScroll: true })
    follow.startFollowing()
  }
  const items = rows.getVirtualItems()
  useVisibleQuotes(strikes, items[0]?.index ?? 0, items.at(-1)?.index ?? -1)
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
        aria-activedescendant={keys.active && sideId(keys.active.index, keys.active.side)}
        onKeyDown={keys.onKeyDown}
        onBlur={keys.onBlur}
        onWheel={follow.stopFollowing}
        onTouchMove={follow.stopFollowing}
        onPointerDown={(event) => event.target === scroller.current && follow.stopFollowing()}
        onClick={(event) => openClicked(event, onOpen)}
        style={style}
      >
        <div className="chain-body" role="rowgroup" style={{ height: rows.getTotalSize() }}>
          <ChainRows
            items={items}
            strikes={strikes}
            position={position}
            columns={columns}
            focus={focus}
            active={keys.active}
          />
        </div>
      </div>
      {!follow.isFollowing && (
        <button type="button" className="button chain-centre" onClick={backToTheMoney}>
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
