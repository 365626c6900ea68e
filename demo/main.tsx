import { StrictMode, startTransition } from 'react'
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
import './styles/inspector.css'
import { MassiveDataProvider, createMarketDataStore } from '../src/index.ts'
import { MassiveProvider } from '../src/react/index.ts'
import { App } from './app.tsx'
import { DeskProvider } from './desk/desk-context.tsx'
import { fillFirstWatchlist } from './desk/first-watchlist.ts'
import { pageStorage } from './desk/page-storage.ts'
import { PROVIDER_SETTINGS, STORE_SETTINGS } from './desk/settings.ts'

const store = createMarketDataStore({ storage: pageStorage, ...STORE_SETTINGS })
const provider = new MassiveDataProvider({ store, ...PROVIDER_SETTINGS })
fillFirstWatchlist(store)
// the token is asked for while the page renders; a failure shows in the page, and attempts go on
provider.connect().catch(() => {})

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')
const page = createRoot(root)
// as a transition, so that the first rendering lets the browser breathe
startTransition(() =>
  page.render(
    <StrictMode>
      <MassiveProvider provider={provider}>
        <DeskProvider>
          <App />
        </DeskProvider>
      </MassiveProvider>
    </StrictMode>,
  ),
)
