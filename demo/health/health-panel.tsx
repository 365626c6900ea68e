import type { ReactElement } from 'react'
import { selectConnection } from '../../src/index.ts'
import { useCalm } from '../cells/use-calm.ts'
import { Panel } from '../cells/panel.tsx'
import { useNow } from '../desk/use-now.ts'
import { EndpointCard } from './endpoint-card.tsx'
import { EventList } from './event-list.tsx'
import { FaultButtons } from './fault-buttons.tsx'
import { FeedFacts } from './feed-facts.tsx'
import { LatencyHistogram } from './latency-histogram.tsx'
import { useIsSimulator } from './use-info.ts'

const EVERY_MS = 1000

/** Whether the data can be trusted now, and what happened to it. */
export function HealthPanel(): ReactElement {
  const connection = useCalm(selectConnection, EVERY_MS)
  const now = useNow(1000)
  const isSimulator = useIsSimulator()
  const { options, indices, events } = connection
  return (
    <Panel title="Health" note={isSimulator ? 'simulated market' : 'live market'} className="health">
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div className="panel-body" tabIndex={0} role="group" aria-label="Health figures">
        <EndpointCard name="Options" health={options} now={now} />
        <EndpointCard name="Indices" health={indices} now={now} />
        <FeedFacts connection={connection} now={now} />
        <LatencyHistogram />
        {isSimulator && <FaultButtons />}
        <EventList events={events} />
      </div>
    </Panel>
  )
}
