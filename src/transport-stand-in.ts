import type { SubscriptionInfo } from '../adapters/stream/subscription.ts'
import type { MassiveTransport } from '../adapters/transport/transport.ts'
import type { Clock, Stop } from '../domain/clock.ts'
import type { FeedReports } from '../domain/feed.ts'
import { IDLE_ENDPOINT } from '../domain/health.ts'
import type { EndpointHealth } from '../domain/health.ts'
import { endpointOf, ENDPOINTS } from '../domain/ticker.ts'
import type { Endpoint, Ticker } from '../domain/ticker.ts'
import type { Channel } from '../domain/wire-protocol.ts'

/** How the wait for the transport goes. */
export type WaitingState = Pick<EndpointHealth, 'status' | 'attempt' | 'reason' | 'retryAt'>

type Answers = Pick<MassiveTransport, 'subscribe' | 'updateWatchlist' | 'subscriptions' | 'health' | 'wholeSince'>

/** Takes what is asked of the transport before that is there. */
export interface TransportStandIn extends Answers {
  /** Tells the store how the endpoints stand of which something is held. */
  enter(state: WaitingState): void
  /** Gives all that is held to the transport; stops handed out before keep working. */
  handOver(transport: Pick<MassiveTransport, 'subscribe' | 'updateWatchlist' | 'health'>): void
}

interface Hold {
  readonly channel: Channel
  readonly symbols: readonly Ticker[]
  /** The transport's, once it has the hold. */
  stop: Stop | undefined
}

export function createTransportStandIn(reports: FeedReports, clock: Clock): TransportStandIn {
  const holds = new Set<Hold>()
  const held = new Map<string, SubscriptionInfo>()
  let roots: readonly Ticker[] = []
  let state: (WaitingState & Pick<EndpointHealth, 'since'>) | undefined

  /** Answers whether anybody is left. */
  const count = (channel: Channel, symbol: Ticker, change: 1 | -1): boolean => {
    const key = `${channel}|${symbol}`
    const holders = (held.get(key)?.holders ?? 0) + change
    if (holders > 0) held.set(key, { channel, symbol, status: 'unsent', heardAt: 0, holders })
    else held.delete(key)
    return holders > 0
  }
  const release = ({ channel, symbols }: Hold): void => {
    const gone = symbols.filter((symbol) => !count(channel, symbol, -1))
    if (gone.length > 0) reports.released(channel, gone)
  }
  const healthOf = (endpoint: Endpoint): EndpointHealth => {
    const requested = [...held.values()].filter(({ symbol }) => endpointOf(symbol) === endpoint).length
    const isNeeded = requested > 0 || (endpoint === 'options' && roots.length > 0)
    return { ...IDLE_ENDPOINT, requested, ...(isNeeded && state) }
  }
  const report = (health: Answers['health']): void => {
    const each = health()
    for (const endpoint of ENDPOINTS) reports.endpoint(endpoint, each[endpoint])
  }
  const standIn: TransportStandIn = {
    health: () => ({ options: healthOf('options'), indices: healthOf('indices') }),
    subscriptions: () => [...held.values()],
    wholeSince: () => undefined,
    updateWatchlist(next) {
      roots = next
    },
    subscribe(channel, symbols) {
      const hold: Hold = { channel, symbols, stop: undefined }
      holds.add(hold)
      for (const symbol of symbols) count(channel, symbol, 1)
      if (state !== undefined) report(standIn.health)
      return () => {
        hold.stop?.()
        if (!holds.delete(hold)) return
        release(hold)
        if (state !== undefined) report(standIn.health)
      }
    },
    enter(next) {
      state = { ...next, since: clock.now() }
      report(standIn.health)
    },
    handOver(transport) {
      for (const hold of holds) hold.stop = transport.subscribe(hold.channel, hold.symbols)
      holds.clear()
      if (roots.length > 0) transport.updateWatchlist(roots)
      report(() => transport.health())
    },
  }
  return standIn
}
