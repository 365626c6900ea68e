import type { ReactElement } from 'react'
import { formatCount } from '../format/number.ts'

/** How far the walk through the chain is. The bar's end is a guess until the walk ends, so it only nears it. */
export function ChainProgress({
  contracts,
  pages,
}: {
  readonly contracts: number
  readonly pages: number
}): ReactElement {
  const share = 1 - 1 / (1 + pages / 6)
  return (
    <div className="chain-strip chain-loading">
      <progress className="progress" value={share} max={1} aria-label="Loading the chain" />
      <p>
        Loading the chain: <b>{formatCount(contracts)}</b> contracts so far
      </p>
    </div>
  )
}
