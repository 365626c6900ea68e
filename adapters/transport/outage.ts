import { clusterOf } from '../../domain/ticker.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Cluster, Ticker } from '../../domain/ticker.ts'

/** Since when what of an endpoint's stream is down: its socket, or the proxy's own connections to the vendor. */
export class Outage {
  readonly #downClusters = new Map<Cluster, EpochMs>()
  #socketSince: EpochMs | undefined
  #lostAt: EpochMs | undefined
  #lastRecoveryMs: number | undefined

  get clusters(): readonly Cluster[] {
    return [...this.#downClusters.keys()]
  }

  /** How long it took from the last loss of what delivered to the first acknowledgement after it, ms. */
  get lastRecoveryMs(): number | undefined {
    return this.#lastRecoveryMs
  }

  /** @param isLoss it delivered until now */
  socketDown(now: EpochMs, isLoss = false): void {
    if (isLoss) this.#lostAt = now
    this.#socketSince ??= now
    // the next connection tells anew how the proxy stands with the vendor
    this.#downClusters.clear()
  }

  socketUp(): void {
    this.#socketSince = undefined
  }

  /** The server takes subscriptions again. */
  acknowledged(now: EpochMs): void {
    if (this.#lostAt === undefined) return
    this.#lastRecoveryMs = now - this.#lostAt
    this.#lostAt = undefined
  }

  clusterDown(cluster: Cluster, now: EpochMs): void {
    if (!this.#downClusters.has(cluster)) this.#downClusters.set(cluster, now)
  }

  clusterUp(cluster: Cluster): void {
    this.#downClusters.delete(cluster)
  }

  /** Nothing is wanted of the stream any more: what comes after is a new story. */
  clear(): void {
    this.#lostAt = undefined
    this.#socketSince = undefined
    this.#downClusters.clear()
  }

  /** Since when the symbol's own cluster is down. */
  sinceOf(symbol: Ticker): EpochMs | undefined {
    return this.#downClusters.get(clusterOf(symbol))
  }

  /** Since when the stream has been of no use to any of these. */
  sinceOfAll(held: Iterable<{ readonly symbol: Ticker }>): EpochMs | undefined {
    if (this.#socketSince !== undefined) return this.#socketSince
    if (this.#downClusters.size === 0) return undefined
    let since = 0
    for (const { symbol } of held) {
      const downSince = this.sinceOf(symbol)
      if (downSince === undefined) return undefined
      since = Math.max(since, downSince)
    }
    return since === 0 ? undefined : since
  }

  /** Since when a cluster has been down, the one that went first. */
  get firstClusterSince(): EpochMs | undefined {
    const [first] = this.#downClusters.values()
    return first
  }

  /** Whether a cluster has been down since an instant or longer. */
  isAnySince(instant: EpochMs): boolean {
    return [...this.#downClusters.values()].some((since) => since <= instant)
  }
}
