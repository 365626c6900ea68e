import type { ReactElement } from 'react'
import { selectMarketStatus } from '../../src/index.ts'
import type { MarketStatus } from '../../src/index.ts'
import { useMarketData, useMarketStatus } from '../../src/react/index.ts'

/** Whether the market trades now. */
export function MarketBadge(): ReactElement {
  const { error } = useMarketStatus()
  const status = useMarketData(selectMarketStatus)
  const { text, tone } = describe(status, error !== undefined)
  return (
    <span className="badge" role="status" aria-label={`Market: ${text}`}>
      <span className={`dot dot-${tone}`} />
      {text}
    </span>
  )
}

function describe(
  status: MarketStatus | undefined,
  isUnanswered: boolean,
): { readonly text: string; readonly tone: string } {
  if (status === undefined) return { text: 'Asking the market', tone: 'never' }
  // it may have changed since the last answer
  if (isUnanswered) return { text: 'Market state unknown', tone: 'stale' }
  if (status.market === 'open') return { text: 'Market open', tone: 'live' }
  if (status.earlyHours) return { text: 'Early trading', tone: 'delayed' }
  if (status.afterHours) return { text: 'Late trading', tone: 'delayed' }
  return { text: 'Market closed', tone: 'closed' }
}
