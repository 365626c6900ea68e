import { useMemo } from 'react'
import type { ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import type { MoneyPosition } from './at-the-money.ts'
import type { ChainColumn } from './chain-columns.ts'
import { ChainHead } from './chain-head.tsx'
import { ChainRow } from './chain-row.tsx'
import type { ChainStrike } from './chain-types.ts'
import { sideColumns } from './side-columns.ts'
import type { ActiveCell } from './use-chain-keys.ts'

interface ChainRowsProps {
  /** The rows in sight and where they stand. */
  readonly items: readonly { readonly index: number; readonly start: number }[]
  readonly strikes: readonly ChainStrike[]
  readonly position: MoneyPosition
  readonly columns: readonly ChainColumn[]
  readonly focus: Ticker
  readonly active: ActiveCell | undefined
}

export function ChainRows({ items, strikes, position, columns, focus, active }: ChainRowsProps): ReactElement {
  const callColumns = useMemo(() => sideColumns(columns, 'call'), [columns])
  const putColumns = useMemo(() => sideColumns(columns, 'put'), [columns])
  const showsRoot = useMemo(() => new Set(strikes.map(({ root }) => root)).size > 1, [strikes])
  return (
    <>
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
            isPutInTheMoney={position.below >= 0 && index >= position.below}
            isBelowPrice={index === position.below}
            activeSide={active?.index === index ? active.side : undefined}
            focus={row.call === focus || row.put === focus ? focus : ''}
            showsRoot={showsRoot}
          />
        )
      })}
    </>
  )
}
