import { memo } from 'react'
import type { ReactElement } from 'react'
import { COLUMN_LOOKS } from './chain-columns.ts'
import type { ChainColumn } from './chain-columns.ts'

interface ChainHeadProps {
  readonly callColumns: readonly ChainColumn[]
  readonly putColumns: readonly ChainColumn[]
}

export const ChainHead = memo(function ChainHead({ callColumns, putColumns }: ChainHeadProps): ReactElement {
  return (
    <div className="chain-row chain-head" role="row" aria-rowindex={1}>
      <span className="chain-side" role="presentation">
        {callColumns.map((column) => head(column, 'Call'))}
      </span>
      <span className="chain-strike" role="columnheader">
        Strike
      </span>
      <span className="chain-side" role="presentation">
        {putColumns.map((column) => head(column, 'Put'))}
      </span>
    </div>
  )
})

function head(column: ChainColumn, side: string): ReactElement {
  const { short, name } = COLUMN_LOOKS[column]
  return (
    <span key={column} className="chain-cell" role="columnheader" aria-label={`${side} ${name}`} title={name}>
      {short}
    </span>
  )
}
