import type { Cluster } from '../../domain/ticker.ts'

/** Answers that REST gives instead of the right one. */
export interface RestFault {
  /** 200 stands for an answer with `status: "NOT_AUTHORIZED"` in its body. */
  readonly status: number
  /** How many requests. */
  readonly count: number
  /**
   * With 429 and 503: seconds, an HTTP date so many seconds ahead, or no header at all.
   * @default 'none'
   */
  readonly retryAfter?: number | { readonly dateInSeconds: number } | 'none'
  /** Only requests whose path contains this. */
  readonly path?: string
}

/** What is wrong at the moment; servers look here before they answer or send. */
export interface FaultState {
  readonly refused: Set<Cluster>
  /** Clusters that the plan does not include. */
  readonly revoked: Set<Cluster>
  /** Clusters and symbols that are not sent. */
  readonly muted: Set<string>
  readonly restFaults: { fault: RestFault; left: number }[]
  slowMs: number
  isKeyExpired: boolean
  malformedLeft: number
  malformedReplaces: boolean
  duplicates: boolean
  reorders: boolean
  resendsBars: boolean
  ignoredSubscribesLeft: number
  /** Requests a minute; Infinity without a limit. */
  restLimit: number
}

export function createFaultState(): FaultState {
  return {
    refused: new Set(),
    revoked: new Set(),
    muted: new Set(),
    restFaults: [],
    slowMs: 0,
    isKeyExpired: false,
    malformedLeft: 0,
    malformedReplaces: false,
    duplicates: false,
    reorders: false,
    resendsBars: false,
    ignoredSubscribesLeft: 0,
    restLimit: Infinity,
  }
}

export function clearFaultState(state: FaultState): void {
  state.refused.clear()
  state.revoked.clear()
  state.muted.clear()
  state.restFaults.length = 0
  Object.assign(state, {
    slowMs: 0,
    isKeyExpired: false,
    malformedLeft: 0,
    malformedReplaces: false,
    duplicates: false,
    reorders: false,
    resendsBars: false,
    ignoredSubscribesLeft: 0,
    restLimit: Infinity,
  })
}
