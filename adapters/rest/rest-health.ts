import type { Clock } from '../../domain/clock.ts'
import type { MarketDataError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { RestHealth } from '../../domain/health.ts'

const LATENCIES_KEPT = 200

/** Counts what becomes of requests. Every attempt counts as a request; a failed one counts as an error of its kind. */
export interface RestHealthRecorder {
  /** `attempt` is 1 for the first. */
  sent(attempt: number): void
  succeeded(sentAt: EpochMs): void
  failed(error: MarketDataError): void
  chainLoaded(beganAt: EpochMs): void
  health(limitedUntil: EpochMs | undefined): RestHealth
}

export function createRestHealthRecorder(clock: Clock): RestHealthRecorder {
  const errors: Record<string, number> = {}
  const latenciesMs: number[] = []
  let requests = 0
  let retries = 0
  let lastSuccessAt: EpochMs | undefined
  let lastChainMs: number | undefined

  return {
    sent(attempt) {
      requests++
      if (attempt > 1) retries++
    },
    succeeded(sentAt) {
      lastSuccessAt = clock.now()
      latenciesMs.push(lastSuccessAt - sentAt)
      if (latenciesMs.length > LATENCIES_KEPT) latenciesMs.shift()
    },
    failed(error) {
      errors[error.name] = (errors[error.name] ?? 0) + 1
    },
    chainLoaded(beganAt) {
      lastChainMs = clock.now() - beganAt
    },
    health(limitedUntil) {
      const sorted = latenciesMs.toSorted((a, b) => a - b)
      return {
        requests,
        retries,
        errors: { ...errors },
        p50Ms: quantile(sorted, 0.5),
        p95Ms: quantile(sorted, 0.95),
        lastChainMs,
        lastSuccessAt,
        limitedUntil,
      }
    },
  }
}

/** The nearest-rank quantile of ascending numbers; undefined of none. */
function quantile(ascending: readonly number[], share: number): number | undefined {
  return ascending[Math.max(0, Math.ceil(ascending.length * share) - 1)]
}
