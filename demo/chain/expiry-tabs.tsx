import { useEffect, useRef } from 'react'
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
  const strip = useRef<HTMLDivElement>(null)
  useEffect(() => {
    strip.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [chosen, expirations])
  return (
    <div
      ref={strip}
      className="expiries"
      role="tablist"
      aria-label="Expiries"
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
        const next = expirations[expirations.indexOf(chosen ?? '') + step]
        if (step === 0 || next === undefined) return
        event.preventDefault()
        onChoose(next)
        strip.current?.querySelector<HTMLElement>(`[data-expiration="${next}"]`)?.focus()
      }}
    >
      {expirations.map((expiration) => (
        <button
          key={expiration}
          type="button"
          role="tab"
          className="expiry"
          data-expiration={expiration}
          aria-selected={expiration === chosen}
          aria-controls={panelId}
          tabIndex={expiration === chosen ? 0 : -1}
          onClick={() => onChoose(expiration)}
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
