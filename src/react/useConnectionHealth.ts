import type { ConnectionState } from '../../slices/connection.ts'
import { selectConnection } from '../../store/selectors/health.ts'
import { useSelection } from './useSelection.ts'

/** Every figure about the connections, REST, token and cache, and what happened lately. */
export function useConnectionHealth(): ConnectionState {
  return useSelection('useConnectionHealth', selectConnection)
}
