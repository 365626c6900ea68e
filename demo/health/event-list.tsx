import { memo } from 'react'
import type { ReactElement } from 'react'
import type { HealthEvent } from '../../src/index.ts'
import { formatMarketTime } from '../format/time.ts'

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
  return (
    <ol className="events" aria-label="Last events, newest first">
      {events
        .slice(-SHOWN)
        .toReversed()
        .map((event, index) => (
          <li key={`${event.at}|${event.kind}|${events.length - index}`} data-kind={event.kind}>
            <span className="muted">{timeOf(event)}</span> <span className={TONES[event.kind]}>{event.message}</span>
          </li>
        ))}
      {events.length === 0 && <li className="muted">Nothing has happened yet.</li>}
    </ol>
  )
})

function timeOf({ at, from, to }: HealthEvent): string {
  if (from === undefined || to === undefined) return formatMarketTime(at)
  return `${formatMarketTime(from)}–${formatMarketTime(to)}`
}
