import { describe, expect, it } from 'vitest'
import type { Quote } from '../../../domain/quote.ts'
import { formatOptionTicker } from '../../../domain/ticker.ts'
import { QuoteSlot } from '../../../proxy/fan-out/last-values.ts'
import { RootWatch } from '../../../proxy/fan-out/root-watch.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

const NOON = Date.parse('2026-11-23T17:00:00Z')
const DAY_MS = 86_400_000

function createWorld() {
  const clock = createFakeClock({ now: NOON })
  const listings: string[] = []
  const choices: (readonly string[])[] = []
  const slot = new QuoteSlot('SPY')
  let price = 650
  let isReleased = false
  let failures = 0
  const watch = new RootWatch({
    underlying: 'SPY',
    clock,
    random: () => 0,
    expirations: 1,
    hub: {
      holdQuote: (_, outbox) => ({ slot, outbox, index: 0, isPending: false, isReleased: false }),
      releaseQuote: () => (isReleased = true),
      quoteOf: (symbol): Quote => ({ symbol, last: price, timestamp: 1, receivedAt: 1, source: 'stream' }),
    },
    listContracts: async (_, today) => {
      listings.push(today)
      if (failures > 0) {
        failures -= 1
        throw new Error('down')
      }
      return [640, 645, 650, 655, 660].map((strike) =>
        formatOptionTicker({ root: 'SPY', expiration: today, type: 'call', strike }),
      )
    },
    onChoice: (contracts) => choices.push(contracts.map((ticker) => ticker.slice(-8))),
    onMissing: () => undefined,
  })
  watch.setCount(1)
  return {
    clock,
    watch,
    choices,
    listings,
    isReleased: () => isReleased,
    failOnce: () => (failures = 1),
    failFor: (count: number) => (failures = count),
    move: (to: number) => {
      price = to
      watch.quote()
    },
  }
}

describe('a watched root', () => {
  it('follows the underlying, once it has moved for good', async () => {
    const { clock, move, choices } = createWorld()
    await clock.advanceAsync(0)
    move(653)
    move(648)
    move(659)

    expect(choices).toEqual([['00650000'], ['00660000']])
  })

  it('rolls to the next expiration when the day is over', async () => {
    const { clock, listings, watch } = createWorld()
    await clock.advanceAsync(0)
    await clock.advanceAsync(DAY_MS)

    expect(listings).toEqual(['2026-11-23', '2026-11-24'])
    expect(watch.contracts).toEqual(['O:SPY261124C00650000'])
  })

  it('lists again after a failure', async () => {
    const { clock, listings, watch, failOnce } = createWorld()
    failOnce()
    await clock.advanceAsync(DAY_MS)
    await clock.advanceAsync(1_000)

    expect(listings).toEqual(['2026-11-23', '2026-11-24', '2026-11-24'])
    expect(watch.contracts).toEqual(['O:SPY261124C00650000'])
  })

  it('asks one by one, with growing pauses, however long the vendor is down over midnight', async () => {
    const { clock, listings, failFor, watch } = createWorld()
    await clock.advanceAsync(0)
    failFor(Infinity)
    await clock.advanceAsync(DAY_MS)
    const before = listings.length
    await clock.advanceAsync(DAY_MS / 24)

    // the longest pause is 30 s, of which at least half is waited
    expect(listings.length - before).toBeLessThanOrEqual(240)
    watch.stop()
    expect(clock.pending).toBe(0)
  })

  it('leaves nothing behind when it is stopped', async () => {
    const { clock, watch, isReleased } = createWorld()
    await clock.advanceAsync(0)
    watch.stop()

    expect(isReleased()).toBe(true)
    expect(clock.pending).toBe(0)
  })
})
