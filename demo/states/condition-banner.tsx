import { useCallback } from 'react'
import type { ReactElement } from 'react'
import type { MarketDataState } from '../../src/index.ts'
import { useMarketData } from '../../src/react/index.ts'
import { deskConditionOf } from './desk-condition.ts'
import { useLingering } from './use-lingering.ts'
import { usePassed } from './use-passed.ts'
import { useOnline } from './use-online.ts'

const selectLimitedUntil = ({ connection }: MarketDataState): number | undefined => connection.rest.limitedUntil

/** One line under the header when something is wrong with the whole desk. Read out once per change. */
export function ConditionBanner(): ReactElement {
  const isOnline = useOnline()
  // a limit ends by itself: the store need not change
  const passed = usePassed(useMarketData(selectLimitedUntil))
  const select = useCallback(
    (state: MarketDataState) => deskConditionOf(state.connection, isOnline, Date.now()),
    // oxlint-disable-next-line react/exhaustive-deps -- time is not the state's, but the condition depends on it
    [isOnline, passed],
  )
  const condition = useLingering(useMarketData(select))
  return (
    <div role="status" data-condition={condition?.name ?? 'none'}>
      {condition !== undefined && (
        <div className={`banner banner-${condition.kind}`}>
          <strong>{condition.title}</strong>
          <p>{condition.advice}</p>
        </div>
      )}
    </div>
  )
}
