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
  const { state, figures } = stream
  return {
    status: state.status,
    since: state.since,
    reason: state.reason,
    attempt: state.attempt,
    retryAt: state.status === 'waiting' ? state.retryAt : undefined,
    transport,
    transportSince,
    ...stream.subscriptions.counts(),
    messages: figures.messages,
    malformed: figures.malformed,
    reconnects: Math.max(0, figures.reconnects),
    lastMessageAt: figures.lastMessageAt,
    latencyMs: figures.latencyMs,
    lastRecoveryMs,
    upstream: figures.upstream,
  }
}

/** Whether two reports differ in nothing that merely counts; changes of state are reported as they happen. */
export const hasSameFigures = (a: EndpointHealth, b: EndpointHealth): boolean =>
  a.messages === b.messages &&
  a.malformed === b.malformed &&
  a.lastMessageAt === b.lastMessageAt &&
  a.latencyMs === b.latencyMs &&
  a.lastRecoveryMs === b.lastRecoveryMs &&
  a.attempt === b.attempt &&
  a.requested === b.requested &&
  a.acknowledged === b.acknowledged &&
  a.delivering === b.delivering
