import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { systemClock } from '../../domain/clock.ts'
import { MassiveProvider } from '../../src/react/MassiveProvider.tsx'
import { openFeed } from '../../src/testing/open-feed.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { createIntake } from '../store/intake.ts'
import { count } from './counts.ts'
import { Table } from './table.tsx'
import type { Way } from './way.ts'

/** The real way from a frame of text to a row on the screen, without the socket. */
export const startOurs: Way = (root, symbols) => {
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
  createRoot(root).render(createElement(MassiveProvider, { store }, createElement(Table, { symbols })))
  return intake.take
}
