import { isKnownKind, isStreamEvent } from './stream-events.ts'
import type { StreamEvent } from './stream-events.ts'

const STATUS_KINDS = [
  'connected',
  'auth_success',
  'auth_failed',
  'auth_timeout',
  'success',
  'error',
  'max_connections',
] as const

/** What the vendor says of the connection itself. */
export interface StreamStatus {
  /** `unknown` is a word that its documentation does not have; `status` holds it. */
  readonly kind: (typeof STATUS_KINDS)[number] | 'unknown'
  readonly status: string
  readonly message: string
}

/** What one frame of the vendor holds, in its order. */
export interface StreamFrame {
  readonly statuses: readonly StreamStatus[]
  readonly events: readonly StreamEvent[]
  /** Objects that are not what their `ev` says, or a frame that is not JSON. */
  readonly malformed: number
  /** Events of kinds that this package does not know, left out as the vendor advises. */
  readonly unknown: number
}

/** Which pair of channel and ticker the vendor confirms. */
export interface StreamAck {
  readonly action: 'subscribed' | 'unsubscribed'
  /** As it was asked for, such as `T.BRK.B`. */
  readonly pair: string
}

const ACK_FORM = /^(subscribed|unsubscribed) to: (\S+)$/

/** Reads one frame of the vendor. Never throws. */
export function parseStreamFrame(text: string): StreamFrame {
  const statuses: StreamStatus[] = []
  const events: StreamEvent[] = []
  let malformed = 0
  let unknown = 0
  for (const item of itemsOf(text)) {
    if (typeof item !== 'object' || item === null) {
      malformed += 1
    } else if (isStreamEvent(item)) {
      events.push(item)
    } else {
      const status = statusOf(item)
      if (status !== undefined) statuses.push(status)
      else if (isOfUnknownKind(item)) unknown += 1
      else malformed += 1
    }
  }
  return { statuses, events, malformed, unknown }
}

/** The pair that a `success` status confirms; one status confirms one pair. */
export function ackOf(status: StreamStatus): StreamAck | undefined {
  if (status.kind !== 'success') return undefined
  const [, action, pair] = ACK_FORM.exec(status.message) ?? []
  if (pair === undefined) return undefined
  return { action: action === 'subscribed' ? 'subscribed' : 'unsubscribed', pair }
}

// a frame that is not JSON counts as one item that is no object
function itemsOf(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : [value]
  } catch {
    return [undefined]
  }
}

function statusOf(item: object): StreamStatus | undefined {
  const { ev, status, message } = item as { ev?: unknown; status?: unknown; message?: unknown }
  if (ev !== 'status' || typeof status !== 'string') return undefined
  const kind = STATUS_KINDS.find((known) => known === status) ?? 'unknown'
  return { kind, status, message: typeof message === 'string' ? message : '' }
}

function isOfUnknownKind(item: object): boolean {
  const { ev } = item as { ev?: unknown }
  return typeof ev === 'string' && ev !== 'status' && !isKnownKind(ev)
}
