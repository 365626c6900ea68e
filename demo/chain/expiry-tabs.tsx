import { focusSibling } from '../cells/focus-sibling.ts'
import type { ReactElement } from 'react'
import { useNow } from '../desk/use-now.ts'
import { daysUntil, formatDate } from '../format/time.ts'

interface ExpiryTabsProps {
  readonly expirations: readonly string[]
  readonly chosen: string | undefined
  readonly panelId: string
  readonly onChoose: (expiration: string) => void
}

/** One tab an expiry, with the days to go. Arrows move along, as tabs should. */
export function ExpiryTabs({ expirations, chosen, panelId, onChoose }: ExpiryTabsProps): ReactElement {
  const now = useNow(60_000)
  return (
    <div className="expiries" role="tablist" aria-label="Expiries">
      {expirations.map((expiration, index) => (
        <button
          key={expiration}
          type="button"
          role="tab"
          className="expiry"
          data-expiration={expiration}
          aria-selected={expiration === chosen}
          aria-controls={panelId}
          tabIndex={expiration === chosen ? 0 : -1}
          ref={expiration === chosen ? bringIntoSight : undefined}
          onClick={() => onChoose(expiration)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            const next = expirations[index + step]
            if (step === 0 || next === undefined) return
            event.preventDefault()
            onChoose(next)
            focusSibling(event.currentTarget, step)
          }}
        >
          {formatDate(expiration)}
          <span className="expiry-days">
            {daysUntil(expiration, now)}d<span className="visually-hidden"> to go</span>
          </span>
        </button>
      ))}
    </div>
  )
}

/** With the next frame, which lays the page out anyway. */
function bringIntoSight(tab: HTMLElement | null): void {
  if (tab !== null) requestAnimationFrame(() => tab.scrollIntoView({ block: 'nearest', inline: 'nearest' }))
}
