import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Channel, ReplayPosition } from '../../domain/wire-protocol.ts'

/** What the server was told of one channel and symbol, and what it made of it. */
export interface Subscription {
  readonly channel: Channel
  readonly symbol: Ticker
  status: 'unsent' | 'sent' | 'acknowledged' | 'rejected' | 'unanswered'
  sentAt: EpochMs
  /** How often it was sent on this connection without an acknowledgement. */
  tries: number
  /** Whether its holders were told that the server does not take it. */
  isReported: boolean
  /** When the last message came on this connection; 0 before the first. */
  heardAt: EpochMs
  /** Lossless channels: the last place seen in the server's numbering. */
  position: ReplayPosition | undefined
  /** Lossless channels: nothing is missing up to here, by the exchange's time; `undefined` before the first item. */
  coveredTo: EpochMs | undefined
  /** Lossless channels: the server's time when it first took the subscription. Delayed data bears older times. */
  acknowledgedAt: EpochMs | undefined
}

/** A subscription as developer tools see it. */
export interface SubscriptionInfo extends Pick<Subscription, 'channel' | 'symbol' | 'status' | 'heardAt'> {
  /** 0 while it lingers. */
  readonly holders: number
}

export interface SubscriptionCounts {
  readonly requested: number
  readonly acknowledged: number
  readonly delivering: number
}

/** Where a subscription keeps when it was heard. */
export interface Heard {
  at: EpochMs
}

export const newSubscription = (channel: Channel, symbol: Ticker, heard: Heard = { at: 0 }): Subscription => ({
  channel,
  symbol,
  status: 'unsent',
  sentAt: 0,
  tries: 0,
  isReported: false,
  get heardAt() {
    return heard.at
  },
  set heardAt(at) {
    heard.at = at
  },
  position: undefined,
  coveredTo: undefined,
  acknowledgedAt: undefined,
})

export function countSubscriptions(subscriptions: Iterable<Subscription>): SubscriptionCounts {
  let requested = 0
  let acknowledged = 0
  let delivering = 0
  for (const one of subscriptions) {
    requested += 1
    if (one.status === 'acknowledged') acknowledged += 1
    if (one.heardAt > 0) delivering += 1
  }
  return { requested, acknowledged, delivering }
}

export const isSamePosition = (a: ReplayPosition | undefined, b: ReplayPosition | undefined): boolean =>
  a !== undefined && b !== undefined && a.epoch === b.epoch && a.offset === b.offset
