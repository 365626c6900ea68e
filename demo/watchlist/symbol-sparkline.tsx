import type { ReactElement } from 'react'
import type { Aggregate, Ticker } from '../../src/index.ts'
import { useAggregates } from '../../src/react/index.ts'
import { Sparkline } from './sparkline.tsx'

const POINTS = 78

/** The last session of five-minute bars; it moves when a bar does, not with every tick. */
export function SymbolSparkline({ symbol }: { readonly symbol: Ticker }): ReactElement {
  const { data } = useAggregates(symbol, '5m')
  const closes = lastCloses(data)
  const isUp = (closes.at(-1) ?? 0) >= (closes[0] ?? 0)
  return <Sparkline values={closes} isUp={isUp} />
}

function lastCloses(bars: readonly Aggregate[]): readonly number[] {
  return bars.slice(-POINTS).map((bar) => bar.close)
}
