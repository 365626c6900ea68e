import type { ConnectionState } from '../../slices/connection.ts'
import { selectConnection } from '../../store/selectors/health.ts'
import { useMarketData } from './useMarketData.ts'

/** Every figure about the connections, REST, token and cache, and what happened lately. */
export function useConnectionHealth(): ConnectionState {
  return useMarketData(selectConnection)
}
