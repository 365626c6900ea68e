import type { EndpointHealth } from '../../domain/health.ts'
import type { MarketHoliday, MarketStatus } from '../../domain/market-status.ts'
import { ENDPOINTS } from '../../domain/ticker.ts'
import type { Endpoint } from '../../domain/ticker.ts'
import type { ConnectionState } from '../../slices/connection.ts'
import type { WatchlistState } from '../../slices/watchlist.ts'
import type { Selector } from './selector.ts'

export const selectConnection: Selector<ConnectionState> = ({ connection }) => connection

const selectOptions: Selector<EndpointHealth> = ({ connection }) => connection.options
const selectIndices: Selector<EndpointHealth> = ({ connection }) => connection.indices

export function selectEndpoint(endpoint: Endpoint): Selector<EndpointHealth> {
  return endpoint === 'options' ? selectOptions : selectIndices
}

/** Whether something is subscribed, and every endpoint that has subscriptions streams. */
export const selectIsLive: Selector<boolean> = ({ connection }) => {
  const used = ENDPOINTS.map((endpoint) => connection[endpoint]).filter(({ requested }) => requested > 0)
  return used.length > 0 && used.every(({ transport }) => transport === 'streaming')
}

export const selectWatchlist: Selector<WatchlistState> = ({ watchlist }) => watchlist

export const selectMarketStatus: Selector<MarketStatus | undefined> = ({ reference }) => reference.marketStatus

/** Ascending by date. */
export const selectHolidays: Selector<readonly MarketHoliday[]> = ({ reference }) => reference.holidays
