import { memo } from 'react'
import type { ReactElement } from 'react'
import type { HealthEvent } from '../../src/index.ts'
import { formatMarketTime } from '../format/time.ts'
import { foldedEvents } from './folded-events.ts'
import type { EventLine } from './folded-events.ts'

const SHOWN = 30

const TONES: Readonly<Partial<Record<HealthEvent['kind'], string>>> = {
  healed: 'up',
  gap: 'warn',
  mute: 'warn',
  'rate-limited': 'warn',
  rejected: 'down',
  error: 'down',
  'invalid-message': 'down',
}

/** What happened lately, newest first. Not a live region: the banner says what matters. */
export const EventList = memo(function EventList({
  events,
}: {
  readonly events: readonly HealthEvent[]
}): ReactElement {
  const lines = foldedEvents(events, SHOWN)
  return (
    <ol className="events" aria-label="Last events, newest first">
      {lines.map((line) => (
        <li key={line.key} data-kind={line.kind}>
          <span className="muted">{timeOf(line)}</span> <span className={TONES[line.kind]}>{line.text}</span>
        </li>
      ))}
      {lines.length === 0 && <li className="muted">Nothing has happened yet.</li>}
    </ol>
  )
})

function timeOf({ from, to }: EventLine): string {
  return to === undefined ? formatMarketTime(from) : `${formatMarketTime(from)}–${formatMarketTime(to)}`
}
