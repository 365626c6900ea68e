import { ENDPOINTS } from '../../domain/ticker.ts'
import type { Endpoint, Ticker } from '../../domain/ticker.ts'
import type { Channel } from '../../domain/wire-protocol.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import type { MassiveDataProvider } from '../provider.ts'
import type { FakeCall } from './fake-answers.ts'
import type { FakeClock } from './fake-clock.ts'
import { createFakeFeed } from './fake-feed.ts'
import type { FakeFeed } from './fake-feed.ts'
import { createFakeParts } from './fake-parts.ts'
import type { FakePartsOptions } from './fake-parts.ts'
import { FakeProvider } from './fake-provider.ts'
import { createFakeReference } from './fake-reference.ts'
import type { FakeReference } from './fake-reference.ts'
import { playScript } from './fake-script.ts'
import type { ScriptStep } from './fake-script.ts'

export type FakeMassiveOptions = FakePartsOptions

/** A provider and its store in memory, and the hand that moves them. */
export interface FakeMassive extends FakeFeed, FakeReference {
  /** Give it to the code under test, or to `<MassiveProvider>`. */
  readonly massive: MassiveDataProvider
  readonly store: MarketDataStore
  readonly clock: FakeClock
  /** Breaks the stream; what comes now is `polled`. @default both endpoints */
  drop(endpoint?: Endpoint): void
  /** Brings the stream back. @default both endpoints */
  restore(endpoint?: Endpoint): void
  /** Refuses held symbols for good, as the server does with unknown ones. */
  reject(channel: Channel, symbols: readonly Ticker[], message?: string): void
  /** Does one thing after another as the clock is moved. */
  play(script: readonly ScriptStep[]): void
  /** Symbols that are subscribed to. @default quotes */
  held(channel?: Channel): readonly Ticker[]
  /** What was asked over REST, oldest first. */
  readonly calls: readonly FakeCall[]
}

/**
 * An in-memory provider for the unit tests of an app: no network, no timers but the fake clock's.
 *
 * @example
 * const fake = createFakeMassive()
 * fake.massive.subscribeQuotes(['SPY'], (quote) => console.log(quote.bid))
 * fake.quote({ symbol: 'SPY', bid: 650 }) // 650
 */
export function createFakeMassive(options: FakeMassiveOptions = {}): FakeMassive {
  const made = createFakeParts(options)
  const { parts, clock, answers, transport } = made
  const fake: FakeMassive = {
    ...createFakeFeed(made),
    ...createFakeReference(answers, clock),
    massive: new FakeProvider(parts),
    store: parts.store,
    clock,
    calls: answers.calls,
    drop: (endpoint) => each(endpoint, (one) => transport.drop(one, 'dropped by the test')),
    restore: (endpoint) => each(endpoint, (one) => transport.restore(one)),
    reject: (channel, symbols, message = `The server does not know ${symbols.join(', ')}`) =>
      transport.reject(channel, symbols, message),
    play: (script) => playScript(fake, script),
    held: (channel = 'Q') => transport.held(channel),
  }
  return fake
}

function each(endpoint: Endpoint | undefined, act: (endpoint: Endpoint) => void): void {
  for (const one of endpoint === undefined ? ENDPOINTS : [endpoint]) act(one)
}
