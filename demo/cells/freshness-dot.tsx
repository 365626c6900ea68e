import type { Freshness } from '../../src/index.ts'
import type { ReactElement } from 'react'

/** How fresh a symbol's picture is, in words. */
const FRESHNESS_TEXT: Readonly<Record<Freshness, string>> = {
  live: 'Live',
  delayed: 'Delayed 15 min',
  polled: 'Polled',
  stale: 'Stale',
  closed: 'Closed',
  never: 'Waiting',
}

/** A dot whose colour and shape tell the freshness; its title and hidden text say it. */
export function FreshnessDot({ freshness }: { readonly freshness: Freshness }): ReactElement {
  const text = FRESHNESS_TEXT[freshness]
  return (
    <span className={`dot dot-${freshness}`} title={text} data-freshness={freshness}>
      <span className="visually-hidden">{text}</span>
    </span>
  )
}
