import { massive } from '../massive.ts'
import type { MassiveDataProvider } from '../provider.ts'
import { createVendorSocket } from './vendor-socket.ts'
import type { VendorSocket } from './vendor-socket.ts'

export interface VendorWebsocketClient {
  readonly stocks: () => VendorSocket
  readonly options: () => VendorSocket
  readonly indices: () => VendorSocket
}

export interface VendorWebsocketOptions {
  /** What the sockets are fed by. @default the shared `massive` */
  readonly provider?: MassiveDataProvider
}

/**
 * Takes the place of `websocketClient` of `@massive.com/client-js`: its sockets speak the vendor's messages, but share
 * the provider's connections, which reconnect by themselves. Events say what the store knows. Quotes come at most once
 * a frame, and where somebody is subscribed to a symbol's seconds, its minute comes as they grow it: the last one of a
 * minute is the vendor's.
 *
 * @param _apiKey unused: the key stays in the proxy
 * @param _baseUrl unused: the provider knows its proxy
 */
export function websocketClient(
  _apiKey?: string,
  _baseUrl?: string,
  { provider = massive }: VendorWebsocketOptions = {},
): VendorWebsocketClient {
  return {
    stocks: () => createVendorSocket(provider, 'stocks'),
    options: () => createVendorSocket(provider, 'options'),
    indices: () => createVendorSocket(provider, 'indices'),
  }
}
