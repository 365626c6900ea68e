import { newYorkMidnight } from '../domain/new-york-time.ts'
import { addFaultRoutes } from './faults/fault-routes.ts'
import { createFaultState } from './faults/fault-state.ts'
import type { FaultState } from './faults/fault-state.ts'
import { createFaults } from './faults/faults.ts'
import type { Faults } from './faults/faults.ts'
import { createHistory } from './history/history.ts'
import type { Market } from './market/market.ts'
import { MINUTE_MS } from './market/calendar.ts'
import { createPriceModel } from './market/price-model.ts'
import { createRandom, mix } from './market/random.ts'
import { createSessions } from './market/sessions.ts'
import { createUniverse } from './market/universe.ts'
import { checkRate, resolveOptions } from './options.ts'
import type { ResolvedOptions, SimulatorOptions } from './options.ts'
import { createRestServer } from './rest/rest-server.ts'
import { StreamServer } from './stream/stream-server.ts'
import { Tape } from './tape/tape.ts'
import { createTruth } from './truth.ts'
import type { Truth } from './truth.ts'

/** A running stand-in for Massive. */
export interface Simulator {
  /** Base of the REST paths, such as `http://127.0.0.1:1234`. */
  readonly restUrl: string
  /** Base to which `/stocks`, `/options` and `/indices` are added. */
  readonly wsUrl: string
  /** The key that clients must send. */
  readonly apiKey: string
  readonly faults: Faults
  readonly truth: Truth
  /** The market's time, epoch ms. */
  now(): number
  /** 1 to 50,000 events a second. @throws ConfigurationError for any other rate */
  setRate(eventsPerSecond: number): void
  /** Ends all connections and timers; calling it again does nothing. */
  close(): Promise<void>
}

const DELAY_MS = 15 * MINUTE_MS

/**
 * Starts a stand-in for Massive that speaks its REST and WebSocket formats.
 *
 * @example
 * ```ts
 * const simulator = await createSimulator({ seed: 7, ticksPerSecond: 1_000 })
 * await fetch(`${simulator.restUrl}/v1/marketstatus/now?apiKey=simulator`)
 * simulator.faults.dropAll('options')
 * await simulator.close()
 * ```
 * @throws ConfigurationError for an option out of its range
 */
export async function createSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const settings = resolveOptions(options)
  const { clock } = settings
  const faultState = createFaultState()
  const market = createMarket(settings, faultState)
  const isValidKey = (key: string): boolean => key === settings.apiKey && !faultState.isKeyExpired
  const app = createRestServer({ market, clock, faults: faultState, isValidKey })
  const stream = new StreamServer({
    ...settings,
    server: app.server,
    clock,
    universe: market.universe,
    tape: market.tape,
    faults: faultState,
    isValidKey,
    random: createRandom(mix(settings.seed, 2)),
  })
  let ownRate = settings.ticksPerSecond
  const faults = createFaults(faultState, stream, (rate) => market.tape.setRate(rate ?? ownRate))
  addFaultRoutes(app, faults)
  const restUrl = await app.listen({ port: settings.port, host: settings.host })
  const stopTape = market.tape.start(stream.listener)
  return {
    restUrl,
    wsUrl: restUrl.replace(/^http/, 'ws'),
    apiKey: settings.apiKey,
    faults,
    truth: createTruth(market.tape, market.now),
    now: market.now,
    setRate(eventsPerSecond) {
      ownRate = checkRate(eventsPerSecond)
      market.tape.setRate(ownRate)
    },
    async close() {
      stopTape()
      stream.close()
      await app.close()
    },
  }
}

function createMarket(settings: ResolvedOptions, faults: FaultState): Market {
  const { clock, seed } = settings
  const lead = settings.startAt - clock.now() - (settings.delayed ? DELAY_MS : 0)
  const now = (): number => clock.now() + lead
  const prices = createPriceModel(seed)
  const sessions = createSessions(settings.session)
  const history = createHistory(prices, sessions, newYorkMidnight)
  const universe = createUniverse(prices, now)
  const tape = new Tape({
    clock,
    now,
    universe,
    prices,
    history,
    sessions,
    maxTrades: settings.maxTrades,
    random: createRandom(mix(seed, 1)),
    eventsPerSecond: settings.ticksPerSecond,
    resendsEveryBar: () => faults.resendsBars,
  })
  return {
    now,
    isDelayed: settings.delayed,
    isInPlan: (cluster) => !faults.revoked.has(cluster),
    universe,
    prices,
    history,
    sessions,
    tape,
  }
}
