import { useState } from 'react'
import type { ReactElement } from 'react'
import type { Aggregate, Ticker } from '../../src/index.ts'
import { useAggregates } from '../../src/react/index.ts'
import { lastWeekdays } from './last-weekdays.ts'
import { Sparkline } from './sparkline.tsx'

const POINTS = 78

/** The last session of five-minute bars; it moves when a bar does, not with every tick. */
export function SymbolSparkline({ symbol }: { readonly symbol: Ticker }): ReactElement {
  const [from] = useState(() => lastWeekdays(Date.now()))
  const { data } = useAggregates(symbol, '5m', { from })
  return <Sparkline values={lastCloses(data)} />
}

function lastCloses(bars: readonly Aggregate[]): readonly number[] {
  return bars.slice(-POINTS).map((bar) => bar.close)
}
