import { CLUSTERS } from '../../domain/ticker.ts'
import type { Cluster } from '../../domain/ticker.ts'
import { STATUS } from '../stream/status-messages.ts'
import type { StreamServer } from '../stream/stream-server.ts'
import { clearFaultState } from './fault-state.ts'
import type { FaultState, RestFault } from './fault-state.ts'

/** Everything that can go wrong with the vendor, at the push of a button. The market itself goes on all the while. */
export interface Faults {
  /** Breaks all connections (of a cluster) without a close frame: clients see 1006. */
  dropAll(cluster?: Cluster): void
  /** Answers upgrades (of a cluster) with 503 until turned off. Open sockets stay. */
  refuse(cluster: Cluster | undefined, on: boolean): void
  /** The cluster's open sockets stay open, but nothing is read or sent any more, not even pongs. New ones are fine. */
  halfOpen(cluster: Cluster): void
  /** Keeps a cluster's or one symbol's events back until turned off. Control messages and pongs go on. */
  mute(clusterOrSymbol: string, on: boolean): void
  /** Delays every frame and every REST answer by so many milliseconds; 0 ends it. */
  slow(ms: number): void
  /** Closes the cluster's connections as when another one with the same key came: `max_connections`, then 1008. */
  evict(cluster: Cluster): void
  /**
   * The plan does not include the cluster until turned off: its new sockets get `auth_failed`, and snapshots answer
   * `NOT_ENTITLED` rows. Open sockets stay.
   */
  revoke(cluster: Cluster, on: boolean): void
  /** The API key is refused from now on, by REST (401) and by new sockets (`auth_failed`). Open sockets stay. */
  expireKey(): void
  restoreKey(): void
  /** The next `count` REST requests get this answer instead. Several can be queued; each counts for itself. */
  rest(fault: RestFault): void
  /** Puts a broken frame before each of the next `count` data frames; with `replace` it comes in place of the frame. */
  malformed(count: number, replace?: boolean): void
  /** Sends every data frame twice. */
  duplicate(on: boolean): void
  /** Shuffles the events of each frame, and now and then sends a frame after its successor. */
  reorder(on: boolean): void
  /** Sends every minute bar of stocks and options again two seconds later, changed by a late trade. */
  resendBars(on: boolean): void
  /** The next `count` subscribe messages get neither ack nor data. */
  ignoreSubscribes(count: number): void
  /** More than so many REST requests a minute get 429, by wall-clock minute and key. Infinity ends it. */
  rateLimit(perMinute: number): void
  /** The market publishes so many events a second, 1 to 50,000, until `null` gives it back its own pace. */
  burst(eventsPerSecond: number | null): void
  /** Ends all faults. Half-open sockets come back to life; broken connections stay broken. */
  clear(): void
}

/** @param setRate events a second; `null` is the rate the simulator was made with */
export function createFaults(
  state: FaultState,
  stream: StreamServer,
  setRate: (eventsPerSecond: number | null) => void,
): Faults {
  return {
    dropAll: (cluster) => stream.sessionsOf(cluster).forEach((session) => session.drop()),
    refuse(cluster, on) {
      for (const each of cluster === undefined ? CLUSTERS : [cluster]) toggle(state.refused, each, on)
    },
    halfOpen: (cluster) => stream.sessionsOf(cluster).forEach((session) => session.freeze()),
    mute: (clusterOrSymbol, on) => toggle(state.muted, clusterOrSymbol, on),
    slow: (ms) => void (state.slowMs = ms),
    evict: (cluster) => stream.sessionsOf(cluster).forEach((session) => session.bye(STATUS.maxConnections)),
    revoke: (cluster, on) => toggle(state.revoked, cluster, on),
    expireKey: () => void (state.isKeyExpired = true),
    restoreKey: () => void (state.isKeyExpired = false),
    rest: (fault) => void state.restFaults.push({ fault, left: fault.count }),
    malformed(count, replace = false) {
      state.malformedLeft = count
      state.malformedReplaces = replace
    },
    duplicate: (on) => void (state.duplicates = on),
    reorder: (on) => void (state.reorders = on),
    resendBars: (on) => void (state.resendsBars = on),
    ignoreSubscribes: (count) => void (state.ignoredSubscribesLeft = count),
    rateLimit: (perMinute) => void (state.restLimit = perMinute),
    burst: setRate,
    clear() {
      clearFaultState(state)
      setRate(null)
      stream.sessionsOf().forEach((session) => session.thaw())
    },
  }
}

function toggle<T>(set: Set<T>, value: T, on: boolean): void {
  if (on) set.add(value)
  else set.delete(value)
}
