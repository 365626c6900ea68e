import type { ReactElement } from 'react'
import { MarketDataDevtools } from '../src/react/index.ts'

/** Loaded only when it is asked for. */
export function DevPanel(): ReactElement {
  return (
    <aside className="inspector" aria-label="Developer panel">
      <MarketDataDevtools />
    </aside>
  )
}
