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
import './styles/inspector.css'
import { App } from './app.tsx'
import { DeskProvider } from './desk/desk-context.tsx'
import { fillFirstWatchlist } from './desk/first-watchlist.ts'

fillFirstWatchlist()

const root = document.querySelector('#root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <DeskProvider>
      <App />
    </DeskProvider>
  </StrictMode>,
)
