import { useState } from 'react'
import type { ReactElement } from 'react'
import type { Aggregate, Ticker } from '../../src/index.ts'
import { useAggregates } from '../../src/react/index.ts'
import { lastWeekdays } from './last-weekdays.ts'
import { Sparkline } from './sparkline.tsx'

/** One for each pixel of its width: a stock's day from the early to the late session, an index's last two and a half. */
const POINTS = 64

/** The last quarters of an hour; it moves when a bar does, not with every tick. */
export function SymbolSparkline({ symbol }: { readonly symbol: Ticker }): ReactElement {
  const [from] = useState(() => lastWeekdays(Date.now()))
  const { data } = useAggregates(symbol, '15m', { from })
  return <Sparkline values={lastCloses(data)} />
}

function lastCloses(bars: readonly Aggregate[]): readonly number[] {
  return bars.slice(-POINTS).map((bar) => bar.close)
}
