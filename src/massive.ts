import { createMarketDataStore } from '../store/market-data-store.ts'
import { pageStorage } from './page-storage.ts'
import { MassiveDataProvider } from './provider.ts'

/** The store that `massive` fills. */
export const marketDataStore = /* #__PURE__ */ createMarketDataStore({ storage: pageStorage })

/** The provider of a page with one account, at the proxy of its own origin. Nothing happens before its first call. */
export const massive = /* #__PURE__ */ new MassiveDataProvider({ store: marketDataStore })
