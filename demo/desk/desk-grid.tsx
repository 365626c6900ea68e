import type { ReactElement } from 'react'
import { ChainPanel } from '../chain/chain-panel.tsx'
import { ChartPanel } from '../chart/chart-panel.tsx'
import { HealthPanel } from '../health/health-panel.tsx'
import { SmilePanel } from '../smile/smile-panel.tsx'
import { TimeAndSales } from '../trades/time-and-sales.tsx'
import { Watchlist } from '../watchlist/watchlist.tsx'

/** Three columns: what is followed, what is traded, how it stands. */
export function DeskGrid(): ReactElement {
  return (
    <main className="desk-grid">
      <div className="desk-column desk-left">
        <Watchlist />
        <TimeAndSales />
      </div>
      <div className="desk-column desk-centre">
        <ChartPanel />
        <ChainPanel />
      </div>
      <div className="desk-column desk-right">
        <SmilePanel />
        <HealthPanel />
      </div>
    </main>
  )
}
