import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useMassive } from '../useMassive.ts'
import { createFlushMeter } from './flush-meter.ts'
import type { FlushFigures } from './flush-meter.ts'
import { PanelTable } from './PanelTable.tsx'
import { cacheRows, flushRows, pathRows, renderRows, sliceRows, subscriptionRows } from './panel-rows.ts'
import { panelStyle } from './panel-style.ts'
import { createRenderMeter } from './render-meter.ts'
import type { RenderFigures } from './render-meter.ts'

export interface MarketDataDevtoolsProps {
  /** How often the figures are renewed, ms. @default 1000 */
  readonly refreshMs?: number
}

const DEFAULT_REFRESH_MS = 1000
const NO_FIGURES: FlushFigures = { flushesPerSecond: 0, quotesPerFlush: 0, medianMs: undefined, slowestMs: undefined }
const NO_RENDERS: readonly RenderFigures[] = []

/**
 * A look inside: subscriptions and their holders, the slices' sizes, cached answers, what flushes cost, how
 * often each hook renders, and the way the connections have gone. It is in no bundle that does not import it, and works beside the Redux DevTools.
 *
 * @example {import.meta.env.DEV && <MarketDataDevtools />}
 */
export function MarketDataDevtools({ refreshMs = DEFAULT_REFRESH_MS }: MarketDataDevtoolsProps): ReactElement {
  const provider = useMassive()
  const [{ flushes, renders, now }, setFigures] = useState(() => {
    return { flushes: NO_FIGURES, renders: NO_RENDERS, now: Date.now() }
  })
  useEffect(() => {
    const flushMeter = createFlushMeter(provider.store)
    const renderMeter = createRenderMeter()
    const refresh = (): void =>
      setFigures({ flushes: flushMeter.read(refreshMs), renders: renderMeter.read(refreshMs), now: Date.now() })
    const timer = setInterval(refresh, refreshMs)
    return () => {
      clearInterval(timer)
      flushMeter.stop()
      renderMeter.stop()
    }
  }, [provider, refreshMs])
  const state = provider.store.getState()
  return (
    <div style={panelStyle.root} data-massive-devtools="">
      <PanelTable title="Connections" columns={['endpoint', 'at', 'state']} rows={pathRows(state)} empty="None yet." />
      <PanelTable title="Flushes" columns={['figure', 'value']} rows={flushRows(flushes)} empty="None yet." />
      <PanelTable
        title="Renders"
        columns={['hook', 'now', 'since opened']}
        rows={renderRows(renders)}
        empty="None yet."
      />
      <PanelTable title="Slices" columns={['slice', 'holds']} rows={sliceRows(state)} empty="Empty." />
      <PanelTable
        title="Subscriptions"
        columns={['channel', 'symbol', 'holders', 'status']}
        rows={subscriptionRows(provider)}
        empty="Nothing is held."
      />
      <PanelTable
        title="Cache"
        columns={['kind', 'key', 'hits', 'age', 'left']}
        rows={cacheRows(provider, now)}
        empty="Nothing is kept."
      />
    </div>
  )
}
