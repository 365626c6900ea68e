import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { systemClock } from '../../domain/clock.ts'
import { MassiveProvider } from '../../src/react/MassiveProvider.tsx'
import { openFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { createIntake } from '../store/intake.ts'
import { createWorkload, QUOTES_PER_FRAME } from '../store/workload.ts'
import { count } from './counts.ts'
import { Table } from './table.tsx'

/** The page: the real way from a frame of text to a row on the screen, without the socket. */

const query = new URLSearchParams(location.search)
const rows = Number(query.get('rows'))
const ticksPerSecond = Number(query.get('ticksPerSecond'))

const store = createMarketDataStore()
const feed = openFeed({ store, clock: systemClock })
const intake = createIntake(feed.sink)
store.subscribe(
  ({ quotes }) => quotes.values,
  (now, before) => {
    count('flushes')
    count('changes', now.filter((quote, slot) => quote !== before[slot]).length)
  },
)

const root = document.querySelector('#root')
if (root === null) throw new Error('The page has no #root')
const { symbols } = createWorkload(rows, 0)
createRoot(root).render(createElement(MassiveProvider, { store }, createElement(Table, { symbols })))

const ticks = new Worker(new URL('ticks-worker.ts', import.meta.url), { type: 'module' })
ticks.addEventListener('message', ({ data }: MessageEvent<string>) => {
  count('ticks', QUOTES_PER_FRAME)
  intake.take(data)
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
ticks.postMessage({ rows, ticksPerSecond })
