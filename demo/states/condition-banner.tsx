import { useCallback } from 'react'
import type { ReactElement } from 'react'
import type { MarketDataState } from '../../src/index.ts'
import { useMarketData } from '../../src/react/index.ts'
import { deskConditionOf } from './desk-condition.ts'
import { useLingering } from './use-lingering.ts'
import { useOnline } from './use-online.ts'

/** One line under the header when something is wrong with the whole desk. Read out once per change. */
export function ConditionBanner(): ReactElement {
  const isOnline = useOnline()
  const select = useCallback(
    (state: MarketDataState) => deskConditionOf(state.connection, isOnline, Date.now()),
    [isOnline],
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
