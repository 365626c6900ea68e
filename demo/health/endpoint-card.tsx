import type { ReactElement } from 'react'
import type { EndpointHealth } from '../../src/index.ts'
import { formatDuration, formatElapsed, formatMarketTime } from '../format/time.ts'
import { formatCount } from '../format/number.ts'
import { Fact } from './fact.tsx'

interface EndpointCardProps {
  readonly name: string
  readonly health: EndpointHealth
  readonly now: number
}

const STATUS_TEXT: Readonly<Record<EndpointHealth['status'], string>> = {
  idle: 'Not needed yet',
  connecting: 'Connecting',
  authenticating: 'Signing in',
  open: 'Connected',
  waiting: 'Waiting to retry',
  closed: 'Closed',
}
const TRANSPORT_TEXT: Readonly<Record<EndpointHealth['transport'], string>> = {
  idle: 'idle',
  streaming: 'streaming',
  polling: 'polling REST',
}

/** One socket: where it stands since when, and how much of what was asked for is delivered. */
export function EndpointCard({ name, health, now }: EndpointCardProps): ReactElement {
  const {
    status,
    since,
    transport,
    requested,
    acknowledged,
    delivering,
    latencyMs,
    reconnects,
    lastRecoveryMs,
    retryAt,
  } = health
  const retry = retryAt !== undefined && status === 'waiting' ? `, again in ${formatDuration(retryAt - now)}` : ''
  return (
    <div className="endpoint" data-endpoint={name.toLowerCase()} data-status={status} data-transport={transport}>
      <h3 className="endpoint-name">
        <span className={`dot dot-${toneOf(health)}`} />
        {name}
        <span className="muted endpoint-since" title={health.reason}>
          {STATUS_TEXT[status]}
          {retry || (since > 0 ? ` since ${formatMarketTime(since)}` : '')}
        </span>
      </h3>
      <dl className="facts facts-endpoint">
        <Fact name="Source" value={TRANSPORT_TEXT[transport]} tone={transport === 'polling' ? 'warn' : undefined} />
        <Fact name="Round trip" value={formatElapsed(latencyMs)} title="Of the last heartbeat" />
        <Fact name="Reconnects" value={formatCount(reconnects)} />
        <Fact
          name="Recovered in"
          value={formatElapsed(lastRecoveryMs)}
          title="The last time: from the loss of the connection until data came again"
        />
        <Fact
          name="Asked / confirmed / alive"
          value={`${formatCount(requested)} / ${formatCount(acknowledged)} / ${formatCount(delivering)}`}
        />
      </dl>
    </div>
  )
}

function toneOf({ status, transport }: EndpointHealth): string {
  if (transport === 'polling') return 'polled'
  if (status === 'open') return 'live'
  return status === 'idle' ? 'never' : 'stale'
}
