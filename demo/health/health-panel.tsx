import type { ReactElement } from 'react'
import { selectConnection } from '../../src/index.ts'
import { useCalm } from '../cells/use-calm.ts'
import { Panel } from '../cells/panel.tsx'
import { useNow } from '../desk/use-now.ts'
import { EndpointTable } from './endpoint-table.tsx'
import { EventList } from './event-list.tsx'
import { FaultButtons } from './fault-buttons.tsx'
import { FeedFacts } from './feed-facts.tsx'
import { LatencyHistogram } from './latency-histogram.tsx'
import { useMarketKind } from './use-market-kind.ts'

const EVERY_MS = 1000

const NOTES = { unknown: '', live: 'live market', simulated: 'simulated market' } as const

/** Whether the data can be trusted now, and what happened to it. */
export function HealthPanel(): ReactElement {
  const connection = useCalm(selectConnection, EVERY_MS)
  const now = useNow(EVERY_MS)
  const market = useMarketKind()
  const { options, indices, events } = connection
  return (
    <Panel title="Health" note={NOTES[market]} className="health">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="panel-body" tabIndex={0} role="group" aria-label="Health figures">
        <EndpointTable options={options} indices={indices} now={now} />
        <LatencyHistogram />
        <FeedFacts connection={connection} now={now} />
        <EventList events={events} />
      </div>
      {market === 'simulated' && <FaultButtons />}
    </Panel>
  )
}
