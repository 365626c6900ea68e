import { useMemo } from 'react'
import type { CSSProperties, ReactElement } from 'react'
import type { ChainColumn } from './chain-columns.ts'
import { ChainHead } from './chain-head.tsx'
import { ChainProgress } from './chain-progress.tsx'
import type { ChainState } from './chain-types.ts'
import { sideColumns } from './side-columns.ts'

interface ChainSkeletonProps {
  readonly columns: readonly ChainColumn[]
  readonly chain: ChainState | undefined
}

/** The table before its first strike: its lines stand where the strikes will. */
export function ChainSkeleton({ columns, chain }: ChainSkeletonProps): ReactElement {
  const callColumns = useMemo(() => sideColumns(columns, 'call'), [columns])
  const putColumns = useMemo(() => sideColumns(columns, 'put'), [columns])
  const style: CSSProperties & Record<'--columns', number> = { '--columns': columns.length }
  return (
    <div className="chain-frame chain-skeleton" style={style}>
      <div aria-hidden="true">
        <ChainHead callColumns={callColumns} putColumns={putColumns} />
      </div>
      <ChainProgress pages={chain?.progress.pages ?? 0} contracts={chain?.progress.contracts ?? 0} />
    </div>
  )
}
