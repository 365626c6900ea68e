import { describe, expect, it } from 'vitest'
import type { Quote } from '../../../domain/quote.ts'
import { formatOptionTicker } from '../../../domain/ticker.ts'
import { QuoteSlot } from '../../../proxy/fan-out/last-values.ts'
import { WatchlistRoots } from '../../../proxy/fan-out/watchlist-roots.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

const STRIKES = Array.from({ length: 20 }, (_, index) => 600 + index * 5)

/** A budget for the contracts of four roots. */
function createWorld() {
  const clock = createFakeClock()
  const roots = new WatchlistRoots({
    clock,
    random: () => 0,
    expirations: 1,
    contractsPerRoot: 10,
    budget: 40,
    hub: {
      holdQuote: (symbol, outbox) => {
        return { slot: new QuoteSlot(symbol), outbox, index: 0, isPending: false, isReleased: false }
      },
      releaseQuote: () => undefined,
      quoteOf: (symbol): Quote => ({ symbol, last: 650, timestamp: 1, receivedAt: 1, source: 'stream' }),
    },
    listContracts: async (root, expiration) =>
      STRIKES.map((strike) => formatOptionTicker({ root, expiration, type: 'call', strike })),
  })
  async function watch(subject: string, names: readonly string[]) {
    const seen: { contracts: readonly string[] } = { contracts: [] }
    roots.watch({}, names, {
      subject,
      onContracts: (_, contracts) => (seen.contracts = contracts),
      onRefused: () => undefined,
    })
    await clock.advanceAsync(0)
    return seen
  }
  return { roots, watch }
}

describe('the budget of the watchlist', () => {
  it('is not taken from who has it by one visitor with many sockets and roots', async () => {
    const { watch } = createWorld()
    const first = await watch('ann', ['SPY'])
    expect(first.contracts).toHaveLength(10)

    for (const letter of ['A', 'B', 'C'])
      await watch(
        'greedy',
        [1, 2, 3].map((count) => letter.repeat(count)),
      )

    expect(first.contracts).toHaveLength(10)
  })

  it('gives each visitor’s first root before anybody’s second', async () => {
    const { watch } = createWorld()
    const greedy = await watch('greedy', ['A', 'B', 'C', 'D'])
    expect(greedy.contracts).toHaveLength(40)

    const late = await watch('late', ['SPY'])

    expect(late.contracts).toHaveLength(10)
    expect(greedy.contracts).toHaveLength(30)
  })

  it('shares one choice between visitors with the same root', async () => {
    const { watch, roots } = createWorld()
    const [first, second] = [await watch('ann', ['SPY']), await watch('bob', ['SPY'])]

    expect(second.contracts).toEqual(first.contracts)
    expect(roots.size).toBe(1)
  })
})
