import { memo } from 'react'
import type { ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { formatStrike } from '../format/number.ts'
import type { ChainColumn } from './chain-columns.ts'
import { ChainSide } from './chain-side.tsx'
import { sideId } from './side-id.ts'
import type { ChainStrike } from './chain-types.ts'

export interface ChainRowProps {
  readonly row: ChainStrike
  readonly index: number
  readonly top: number
  readonly callColumns: readonly ChainColumn[]
  readonly putColumns: readonly ChainColumn[]
  readonly isAtTheMoney: boolean
  readonly isCallInTheMoney: boolean
  /** Neither side is while no price is known. */
  readonly isPutInTheMoney: boolean
  /** The price lies between this strike and the one above it on the screen. */
  readonly isBelowPrice: boolean
  readonly activeSide: 'call' | 'put' | undefined
  readonly focus: Ticker
  /** Several roots share the expiry, so the strike alone does not name the row. */
  readonly showsRoot: boolean
}

/** One strike: call, strike, put. */
export const ChainRow = memo(function ChainRow(props: ChainRowProps): ReactElement {
  const { row, index, top, isAtTheMoney, isCallInTheMoney, isPutInTheMoney, activeSide, focus } = props
  return (
    <div
      role="row"
      className={`chain-row${isAtTheMoney ? ' at-the-money' : ''}${props.isBelowPrice ? ' chain-price-line' : ''}`}
      aria-rowindex={index + 2}
      data-index={index}
      data-active={activeSide}
      style={{ transform: `translateY(${top}px)` }}
    >
      <ChainSide
        ticker={row.call}
        side="call"
        id={sideId(index, 'call')}
        columns={props.callColumns}
        isInTheMoney={isCallInTheMoney}
        isFocused={row.call === focus}
      />
      <span role="rowheader" className="chain-strike">
        {formatStrike(row.strike)}
        {props.showsRoot && <span className="chain-root">{row.root}</span>}
        {isAtTheMoney && <span className="visually-hidden">, at the money</span>}
      </span>
      <ChainSide
        ticker={row.put}
        side="put"
        id={sideId(index, 'put')}
        columns={props.putColumns}
        isInTheMoney={isPutInTheMoney}
        isFocused={row.put === focus}
      />
    </div>
  )
})
