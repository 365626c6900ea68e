import { useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import { focusSibling } from '../cells/focus-sibling.ts'
import { useQuote } from '../../src/react/index.ts'
import { ChainPanel } from '../chain/chain-panel.tsx'
import { ChartPanel } from '../chart/chart-panel.tsx'
import { useDesk } from './desk-context.tsx'
import { HealthPanel } from '../health/health-panel.tsx'
import { SmilePanel } from '../smile/smile-panel.tsx'
import { TimeAndSales } from '../trades/time-and-sales.tsx'
import { Watchlist } from '../watchlist/watchlist.tsx'

const TABS = ['Watch', 'Chain', 'Chart', 'Trades', 'Health'] as const
type Tab = (typeof TABS)[number]

const PANELS: Readonly<Record<Tab, () => ReactElement>> = {
  Watch: Watchlist,
  Chain: ChainPanel,
  Chart: ChartAndSmile,
  Trades: TimeAndSales,
  Health: HealthPanel,
}

/** One panel at a time, for narrow screens; only the open one is mounted, and subscribed besides the chosen symbol. */
export function DeskTabs(): ReactElement {
  const [open, setOpen] = useState<Tab>('Watch')
  const Content = PANELS[open]
  const handleKey = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = TABS[TABS.indexOf(open) + step]
    if (step === 0 || next === undefined) return
    setOpen(next)
    focusSibling(event.currentTarget, step)
  }
  return (
    <main className="desk-single">
      <ChosenSymbol />
      <div className="tab-bar" role="tablist" aria-label="Panels">
        {TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            role="tab"
            id={`tab-${tab}`}
            aria-selected={tab === open}
            aria-controls="desk-panel"
            tabIndex={tab === open ? 0 : -1}
            onClick={() => setOpen(tab)}
            onKeyDown={handleKey}
          >
            {tab}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="desk-panel" aria-labelledby={`tab-${open}`}>
        <Content />
      </div>
    </main>
  )
}

/** Keeps the stream open from panel to panel, so that none has to wait for it and health has something to tell. */
function ChosenSymbol(): null {
  useQuote(useDesk().desk.underlying)
  return null
}

function ChartAndSmile(): ReactElement {
  return (
    <>
      <ChartPanel />
      <SmilePanel />
    </>
  )
}
