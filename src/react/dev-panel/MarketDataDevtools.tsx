import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useMassive } from '../useMassive.ts'
import { createFlushMeter } from './flush-meter.ts'
import type { FlushFigures } from './flush-meter.ts'
import { PanelTable } from './PanelTable.tsx'
import { cacheRows, flushRows, pathRows, sliceRows, subscriptionRows } from './panel-rows.ts'
import { panelStyle } from './panel-style.ts'

export interface MarketDataDevtoolsProps {
  /** How often the figures are renewed, ms. @default 1000 */
  readonly refreshMs?: number
}

const DEFAULT_REFRESH_MS = 1000
const NO_FIGURES: FlushFigures = { flushesPerSecond: 0, quotesPerFlush: 0, medianMs: undefined, slowestMs: undefined }

/**
 * A look inside: subscriptions and their holders, the slices' sizes, cached answers, what flushes cost, and the way
 * the connections have gone. It is in no bundle that does not import it, and works beside the Redux DevTools.
 *
 * @example {import.meta.env.DEV && <MarketDataDevtools />}
 */
export function MarketDataDevtools({ refreshMs = DEFAULT_REFRESH_MS }: MarketDataDevtoolsProps): ReactElement {
  const provider = useMassive()
  const [{ flushes, now }, setFigures] = useState(() => ({ flushes: NO_FIGURES, now: Date.now() }))
  useEffect(() => {
    const meter = createFlushMeter(provider.store)
    const timer = setInterval(() => setFigures({ flushes: meter.read(refreshMs), now: Date.now() }), refreshMs)
    return () => {
      clearInterval(timer)
      meter.stop()
    }
  }, [provider, refreshMs])
  const state = provider.store.getState()
  return (
    <div style={panelStyle.root} data-massive-devtools="">
      <PanelTable title="Connections" columns={['endpoint', 'at', 'state']} rows={pathRows(state)} empty="None yet." />
      <PanelTable title="Flushes" columns={['figure', 'value']} rows={flushRows(flushes)} empty="None yet." />
      <PanelTable title="Slices" columns={['slice', 'holds']} rows={sliceRows(state)} empty="Empty." />
      <PanelTable
        title="Subscriptions"
        columns={['channel', 'symbol', 'holders', 'status']}
        rows={subscriptionRows(provider)}
        empty="Nothing is held."
      />
      <PanelTable
        title="Cache"
        columns={['kind', 'key', 'age', 'left']}
        rows={cacheRows(provider, now)}
        empty="Nothing is kept."
      />
    </div>
  )
}
