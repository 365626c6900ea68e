import type { ReactElement } from 'react'
import { ChainProgress } from './chain-progress.tsx'
import type { ChainState } from './chain-types.ts'

interface ChainStripProps {
  readonly chain: ChainState | undefined
  readonly onRetry: () => void
}

/** Below the strikes: how far a chain on its way is, or that a part of it never came. */
export function ChainStrip({ chain, onRetry }: ChainStripProps): ReactElement | null {
  if (chain === undefined) return null
  if (chain.status === 'loading') return <ChainProgress {...chain.progress} />
  if (chain.status === 'ready' && chain.complete) return null
  return (
    <div className="chain-strip chain-incomplete" role="status">
      <p>
        <b>Incomplete.</b> A part of the chain could not be loaded.
      </p>
      <button type="button" className="button" onClick={onRetry}>
        Load it again
      </button>
    </div>
  )
}
