import { orAborted } from '../adapters/abort.ts'
import { nullEnvironment } from '../adapters/stream/environment.ts'
import { createWakeableWait } from '../adapters/stream/wakeable-wait.ts'
import { refreshRetryMs } from '../adapters/token-schedule.ts'
import type { MassiveTransport, MassiveTransportOptions } from '../adapters/transport/transport.ts'
import { toError } from '../domain/errors.ts'
import type { CreateFeedReceiver } from '../store/feed-receiver.ts'
import type { Feed } from '../store/feed.ts'
import { createLoader } from './loader.ts'
import { createTransportStandIn } from './transport-stand-in.ts'

/** What `MassiveTransport` can do, whoever does it. */
export type TransportOperations = Pick<MassiveTransport, keyof MassiveTransport>

interface StreamPart {
  readonly MassiveTransport: typeof MassiveTransport
  readonly createFeedReceiver: CreateFeedReceiver
}

export interface LazyTransportOptions extends Omit<MassiveTransportOptions, 'sink'> {
  readonly feed: Pick<Feed, 'reports' | 'open'>
}

/**
 * The sockets, the protocol and what stands in for them are fetched by `connect()`, while the token is. What is held
 * meanwhile is kept, and a failure is that of a connection that could not be made: whoever called hears of it, the
 * store shows it, and attempts go on until `disconnect()`.
 */
export function createLazyTransport(
  options: LazyTransportOptions,
  fetchModule: () => Promise<StreamPart> = () => import('./stream-part.ts'),
): TransportOperations {
  const { clock, random, feed, environment = nullEnvironment } = options
  const standIn = createTransportStandIn(feed.reports, clock)
  const pause = createWakeableWait(clock)
  let session: AbortController | undefined

  const loader = createLoader('The streaming part of massive-market-data', fetchModule, (module) => {
    const sink = feed.open(module.createFeedReceiver)
    const transport = new module.MassiveTransport({ ...options, sink })
    standIn.handOver(transport)
    return transport
  })
  const present = (): Omit<TransportOperations, 'connect' | 'disconnect'> => loader.loaded ?? standIn

  /** Until the transport is there and connects, or the session ends. Never rejects. */
  const open = async ({ signal }: AbortController): Promise<void> => {
    const stopListening = environment.onOnline(() => pause.wake())
    for (let attempt = 1; loader.loaded === undefined && !signal.aborted; attempt++) {
      standIn.enter({ status: 'connecting', attempt, reason: 'fetching the code' })
      try {
        await orEnded(loader.load(), signal)
      } catch (error) {
        const { message: reason } = toError(error)
        const retryAt = clock.now() + refreshRetryMs(attempt, random)
        standIn.enter({ status: 'waiting', attempt: attempt + 1, reason, retryAt })
        feed.reports.event({ at: clock.now(), kind: 'error', message: reason })
        await pause.until(retryAt)
      }
    }
    stopListening()
    if (!signal.aborted) loader.loaded?.connect().catch(() => {}) // whoever called hears of it himself
  }

  return {
    health: () => present().health(),
    subscriptions: () => present().subscriptions(),
    wholeSince: (channel, symbol) => present().wholeSince(channel, symbol),
    subscribe: (channel, symbols) => present().subscribe(channel, symbols),
    updateWatchlist: (roots) => present().updateWatchlist(roots),
    async connect(call = {}) {
      call.signal?.throwIfAborted()
      session ??= begin(open)
      const { signal } = session
      const prepared = Promise.all([loader.load(), options.tokens.getToken({ signal })])
      await orAborted(orEnded(prepared, signal), call.signal)
      pause.wake()
      if (!signal.aborted) await loader.loaded?.connect(call)
    },
    disconnect() {
      if (session === undefined) return
      session.abort()
      session = undefined
      pause.wake()
      if (loader.loaded !== undefined) return loader.loaded.disconnect()
      standIn.enter({ status: 'closed', attempt: 0, reason: 'disconnected by the caller' })
    },
  }
}

function begin(open: (session: AbortController) => Promise<void>): AbortController {
  const session = new AbortController()
  void open(session)
  return session
}

/** Nobody waits any longer than until a disconnection on purpose, which is no failure. */
async function orEnded(promise: Promise<unknown>, session: AbortSignal): Promise<void> {
  try {
    await orAborted(promise, session)
  } catch (error) {
    if (!session.aborted) throw error
  }
}
