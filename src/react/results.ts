import type { Freshness } from '../../domain/freshness.ts'

/** Where a hook's data stands: `loading` until the first datum, `error` when it cannot be had. */
export type ResultStatus = 'loading' | 'ready' | 'error'

/**
 * What a hook that declares interest answers. Only the fields a component reads make it render again, so a
 * component that calls the hook for the interest alone never renders for a tick.
 */
export interface MarketDataResult<TData> {
  readonly data: TData
  readonly status: ResultStatus
  /** The poorest freshness among the symbols asked for. */
  readonly freshness: Freshness
  readonly error: Error | undefined
}
