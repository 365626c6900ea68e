import type { ReactElement } from 'react'
import { MarketDataDevtools } from '../src/react/index.ts'

/** Loaded only when it is asked for. */
export function DevPanel(): ReactElement {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <aside className="inspector" aria-label="Developer panel" tabIndex={0}>
      <MarketDataDevtools />
    </aside>
  )
}
