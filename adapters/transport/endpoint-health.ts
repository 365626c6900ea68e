import type { EndpointHealth, TransportMode } from '../../domain/health.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { EndpointStream } from '../stream/endpoint-stream.ts'

/** One endpoint's figures as they are now; a new object. */
export function endpointHealth(
  stream: EndpointStream,
  transport: TransportMode,
  transportSince: EpochMs,
  lastRecoveryMs: number | undefined,
): EndpointHealth {
  const { status, since, reason, attempt } = stream.state
  return {
    status,
    since,
    reason,
    attempt,
    retryAt: stream.state.status === 'waiting' ? stream.state.retryAt : undefined,
    transport,
    transportSince,
    ...stream.subscriptions.counts(),
    ...stream.figures,
    lastRecoveryMs,
  }
}

/** Whether two reports of one endpoint tell the same. */
export function isSameHealth(a: EndpointHealth, b: EndpointHealth): boolean {
  const told: Readonly<Record<string, unknown>> = { ...a }
  return Object.entries(b).every(([name, value]) => told[name] === value)
}
