import type { DestinationStream } from 'pino'
import type { Clock } from '../domain/clock.ts'
import type { SettingsInput } from './config.ts'
import type { AllowedPath } from './routes/allowed-paths.ts'
import type { Authorize } from './routes/token.ts'
import type { WebSocketFactory } from './upstream/cluster-socket.ts'

/** What a proxy is made of. Every plain value has a default but the key; see `docs/operations.md` for all of them. */
export interface ProxyOptions extends SettingsInput {
  /** The host's decision about each visitor. @default everybody is let in, counted by address */
  readonly authorize?: Authorize | undefined
  /** Operations of the vendor to pass on, beyond those the provider uses. */
  readonly extraPaths?: readonly AllowedPath[] | undefined
  /** Where log lines go. @default process.stdout */
  readonly logDestination?: DestinationStream | undefined
  readonly clock?: Clock | undefined
  /** Numbers from 0 to 1, for jitter. @default Math.random */
  readonly random?: (() => number) | undefined
  readonly fetch?: typeof fetch | undefined
  /** Opens the sockets to the vendor. @default the `ws` package */
  readonly createSocket?: WebSocketFactory | undefined
}

/** A running proxy. */
export interface Proxy {
  /** E.g. `http://127.0.0.1:8080`. */
  readonly url: string
  /** Ends in `/ws`; the client adds `/options` or `/indices`. */
  readonly wsUrl: string
  /** Where metrics are, if they have a port of their own. */
  readonly metricsUrl: string | undefined
  /** Tells the clients when to come back, closes everything, and resolves when it is closed. */
  close(): Promise<void>
}
