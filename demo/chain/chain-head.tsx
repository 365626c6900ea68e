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
      <HeadSide name="Call" columns={callColumns} />
      <span className="chain-strike" role="columnheader">
        Strike
      </span>
      <HeadSide name="Put" columns={putColumns} />
    </div>
  )
})

interface HeadSideProps {
  readonly name: 'Call' | 'Put'
  readonly columns: readonly ChainColumn[]
}

function HeadSide({ name, columns }: HeadSideProps): ReactElement {
  return (
    <span className="chain-side" role="presentation">
      {/* every column's own name says the side to readers */}
      <span className="chain-side-name" aria-hidden="true">
        {name}s
      </span>
      {columns.map((column) => {
        const look = COLUMN_LOOKS[column]
        return (
          <span
            key={column}
            className="chain-cell"
            role="columnheader"
            aria-label={`${name} ${look.name}`}
            title={look.name}
          >
            {look.short}
          </span>
        )
      })}
    </span>
  )
}
