import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import './styles/tokens.css'
import './styles/base.css'
import './styles/layout.css'
import './styles/cells.css'
import './styles/header.css'
import './styles/watchlist.css'
import './styles/chain.css'
import './styles/chart.css'
import './styles/trades.css'
import './styles/health.css'
import { MassiveDataProvider, createMarketDataStore } from '../src/index.ts'
import { MassiveProvider } from '../src/react/index.ts'
import { App } from './app.tsx'
import { DeskProvider } from './desk/desk-context.tsx'
import { FIRST_WATCHLIST } from './desk/first-watchlist.ts'
import { pageStorage } from './desk/page-storage.ts'

const storage = pageStorage()
const store = createMarketDataStore({ ...(storage !== undefined && { storage }) })
if (store.getState().watchlist.symbols.length === 0) store.getState().setWatchlist(FIRST_WATCHLIST)
const provider = new MassiveDataProvider({ store, ...(storage !== undefined && { storage }) })

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <MassiveProvider provider={provider}>
      <DeskProvider>
        <App />
      </DeskProvider>
    </MassiveProvider>
  </StrictMode>,
)
