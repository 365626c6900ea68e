import { useEffect, useMemo, useState } from 'react'
import type { Stop } from '../../domain/clock.ts'
import { toError } from '../../domain/errors.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { MassiveApi } from './massive-api.ts'
import { useMassiveContext } from './MassiveProvider.tsx'

/** Why a subscription could not be made, and which one. */
interface Problem {
  readonly of: object
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
  const asked = useMemo(() => ({ provider, tickers, subscribe }), [provider, tickers, subscribe])
  useEffect(() => {
    if (asked.provider === undefined || asked.tickers.length === 0) return undefined
    try {
      return asked.subscribe(asked.provider, asked.tickers)
    } catch (cause) {
      // oxlint-disable-next-line react/set-state-in-effect -- only the outside can tell, and only when asked
      setProblem({ of: asked, error: toError(cause) })
      return undefined
    }
  }, [asked])
  return problem?.of === asked ? problem.error : undefined
}
