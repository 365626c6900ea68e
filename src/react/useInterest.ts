import { useEffect, useMemo, useState } from 'react'
import type { Stop } from '../../domain/clock.ts'
import { toError } from '../../domain/errors.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { MassiveApi } from './massive-api.ts'
import { useMassiveContext } from './MassiveProvider.tsx'

/** Why a subscription could not be made, and which one. */
interface Problem {
  readonly of: unknown
  readonly error: Error
}

/**
 * Holds a subscription to the symbols while the component is there. `subscribe` must keep its identity.
 *
 * @returns why these symbols cannot be subscribed to: an effect that throws would take the whole tree down
 */
export function useInterest(
  tickers: readonly Ticker[],
  subscribe: (provider: MassiveApi, tickers: readonly Ticker[]) => Stop,
): Error | undefined {
  const { provider } = useMassiveContext()
  const [problem, setProblem] = useState<Problem>()
  // another one whenever what is asked for, of whom or how, is another
  const hold = useMemo(
    () => (provider === undefined || tickers.length === 0 ? undefined : () => subscribe(provider, tickers)),
    [provider, tickers, subscribe],
  )
  useEffect(() => {
    try {
      return hold?.()
    } catch (cause) {
      // oxlint-disable-next-line react/set-state-in-effect -- only the outside can tell, and only when asked
      setProblem({ of: hold, error: toError(cause) })
      return undefined
    }
  }, [hold])
  return problem?.of === hold ? problem?.error : undefined
}
