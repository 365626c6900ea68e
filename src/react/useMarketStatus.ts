import { useEffect, useMemo } from 'react'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import { selectHolidays, selectMarketStatus } from '../../store/selectors/health.ts'
import { useMassiveContext } from './MassiveProvider.tsx'
import type { MarketDataResult } from './results.ts'
import type { Fields } from './tracker.ts'
import { useRequest } from './useRequest.ts'
import { useTracked } from './useTracked.ts'

export interface MarketStatusResult extends MarketDataResult<MarketStatus | undefined> {
  /** Ascending by date. */
  readonly holidays: readonly MarketHoliday[]
}

const MINUTE_MS = 60_000
/** Sessions begin and end with a minute: it is looked at so long after each. */
const AFTER_TURN_MS = 1_000
/** An answer is kept for five minutes; two looks more are missed. */
const STALE_AFTER_MS = 420_000

/** Whether the US markets trade now, looked at again as each minute begins, and the coming holidays. */
export function useMarketStatus(): MarketStatusResult {
  const { provider } = useMassiveContext()
  const getStatus = useMemo(
    () => provider && ((signal: AbortSignal) => provider.getMarketStatus({ signal })),
    [provider],
  )
  const getHolidays = useMemo(
    () => provider && ((signal: AbortSignal) => provider.getMarketHolidays(undefined, { signal })),
    [provider],
  )
  const { status, error, refetch } = useRequest(getStatus)
  const { error: holidaysError, refetch: refetchHolidays } = useRequest(getHolidays)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const schedule = (): void => {
      timer = setTimeout(look, MINUTE_MS + AFTER_TURN_MS - (Date.now() % MINUTE_MS))
    }
    const look = (): void => {
      refetch()
      if (holidaysError !== undefined) refetchHolidays()
      schedule()
    }
    schedule()
    return () => clearTimeout(timer)
  }, [refetch, holidaysError, refetchHolidays])
  const fields = useMemo((): Fields<MarketStatusResult> => {
    return {
      data: selectMarketStatus,
      status: (state) => (selectMarketStatus(state) === undefined ? status : 'ready'),
      freshness: (state) => {
        const told = selectMarketStatus(state)
        if (told === undefined) return 'never'
        return error !== undefined || Date.now() - told.serverTime > STALE_AFTER_MS ? 'stale' : 'polled'
      },
      error: () => error,
      holidays: selectHolidays,
    }
  }, [status, error])
  return useTracked('useMarketStatus', fields)
}
