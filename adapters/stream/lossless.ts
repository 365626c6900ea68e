import type { EpochMs } from '../../domain/freshness.ts'
import type { WireAggregate, WireTrade } from '../../domain/wire-protocol.ts'
import type { Subscription } from './subscription.ts'

/**
 * Takes the next numbered message of a subscription in: `duplicate` was seen before; an interval lies between what was
 * seen and this message.
 */
export function takeLossless(
  subscription: Subscription,
  data: WireTrade | WireAggregate,
  at: EpochMs,
): 'next' | 'duplicate' | { readonly from: EpochMs; readonly to: EpochMs } {
  const { position, coveredTo } = subscription
  const { epoch, offset } = data
  subscription.heardAt = at
  const isSameEpoch = position !== undefined && position.epoch === epoch
  if (isSameEpoch && offset <= position.offset) return 'duplicate'
  const { from, to } = spanOf(data)
  subscription.position = { epoch, offset }
  subscription.coveredTo = Math.max(coveredTo ?? 0, to)
  if (!isSameEpoch || offset === position.offset + 1) return 'next'
  // before the first item: as long before this one as the subscription is old, which holds for delayed data as well
  const since = coveredTo ?? from - (at - subscription.sentAt)
  return { from: Math.min(since, from), to: from }
}

/** The time a trade or bar speaks of. */
const spanOf = (data: WireTrade | WireAggregate): { readonly from: EpochMs; readonly to: EpochMs } =>
  'start' in data ? { from: data.start, to: data.end } : { from: data.timestamp, to: data.timestamp }
