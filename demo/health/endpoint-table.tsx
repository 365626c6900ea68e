import type { ReactElement } from 'react'
import type { EndpointHealth } from '../../src/index.ts'
import { formatCount } from '../format/number.ts'
import { formatDuration, formatElapsed, formatMarketTime } from '../format/time.ts'

interface EndpointTableProps {
  readonly options: EndpointHealth
  readonly indices: EndpointHealth
  readonly now: number
}

interface Line {
  readonly name: string
  readonly title: string
  readonly value: (health: EndpointHealth, now: number) => string
}

const STATUS_TEXT: Readonly<Record<EndpointHealth['status'], string>> = {
  idle: 'not needed',
  connecting: 'connecting',
  authenticating: 'signing in',
  open: 'connected',
  waiting: 'waiting',
  closed: 'closed',
}

const LINES: readonly Line[] = [
  { name: 'Socket', title: 'Where the socket stands', value: ({ status }) => STATUS_TEXT[status] },
  { name: 'Since', title: 'When it came to stand there', value: sinceOf },
  { name: 'Source', title: 'Where prices come from', value: ({ transport }) => transport },
  { name: 'Round trip', title: 'Of the last heartbeat', value: ({ latencyMs }) => formatElapsed(latencyMs) },
  { name: 'Recovered', title: 'How often, and how long it took last until data came again', value: recoveryOf },
  {
    name: 'Delivering',
    title: 'Subscriptions that deliver / that the proxy confirmed / that were asked for',
    value: ({ delivering, acknowledged, requested }) =>
      [delivering, acknowledged, requested].map(formatCount).join(' / '),
  },
]

/** Both sockets side by side: where they stand, since when, and how much of what was asked for is delivered. */
export function EndpointTable({ options, indices, now }: EndpointTableProps): ReactElement {
  return (
    <table className="endpoints">
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Figure</span>
          </th>
          <EndpointHead name="Options" health={options} />
          <EndpointHead name="Indices" health={indices} />
        </tr>
      </thead>
      <tbody>
        {LINES.map(({ name, title, value }) => (
          <tr key={name} title={title}>
            <th scope="row">{name}</th>
            <td>{value(options, now)}</td>
            <td>{value(indices, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function EndpointHead({ name, health }: { readonly name: string; readonly health: EndpointHealth }): ReactElement {
  const { status, transport, reason } = health
  return (
    <th scope="col" title={reason} data-endpoint={name.toLowerCase()} data-status={status} data-transport={transport}>
      <span className={`dot dot-${toneOf(health)}`} />
      {name}
    </th>
  )
}

function toneOf({ status, transport, attempt }: EndpointHealth): string {
  if (status === 'open') return transport === 'polling' ? 'polled' : 'live'
  if (status === 'idle' || attempt <= 1) return 'never'
  return transport === 'polling' ? 'polled' : 'stale'
}

function sinceOf({ status, since, retryAt }: EndpointHealth, now: number): string {
  if (status === 'waiting' && retryAt !== undefined) return `again in ${formatDuration(retryAt - now)}`
  return status === 'idle' ? '' : formatMarketTime(since)
}

function recoveryOf({ reconnects, lastRecoveryMs }: EndpointHealth): string {
  if (reconnects === 0) return 'never lost'
  return `${formatCount(reconnects)} ×, ${formatElapsed(lastRecoveryMs)}`
}
