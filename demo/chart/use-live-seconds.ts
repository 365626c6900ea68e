import { useEffect } from 'react'
import type { Ticker } from '../../src/index.ts'
import { useMassive } from '../../src/react/index.ts'

/** Lets the newest bar grow each second: minute bars alone come when the minute is over. */
export function useLiveSeconds(symbol: Ticker): void {
  const massive = useMassive()
  useEffect(() => massive.subscribeAggregates([symbol], () => {}, '1s'), [massive, symbol])
}
