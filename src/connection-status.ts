import type { ConnectionState } from '../slices/connection.ts'
import type { ConnectionStatus, EndpointHealth } from '../domain/health.ts'

/** Both endpoints in one word, as a status light shows it. */
export type OverallStatus = 'disconnected' | 'connecting' | 'connected'

const TRYING: ReadonlySet<ConnectionStatus> = new Set(['connecting', 'authenticating', 'waiting'])

/**
 * Selects whether the stream is there: `connecting` as soon as one endpoint tries, `connected` when one is open and
 * none tries, `disconnected` otherwise.
 *
 * @example massive.store.subscribe(selectConnectionStatus, (status) => console.log(status), { fireImmediately: true })
 */
export function selectConnectionStatus(state: { readonly connection: ConnectionState }): OverallStatus {
  const endpoints: readonly EndpointHealth[] = [state.connection.options, state.connection.indices]
  if (endpoints.some(({ status }) => TRYING.has(status))) return 'connecting'
  return endpoints.some(({ status }) => status === 'open') ? 'connected' : 'disconnected'
}
