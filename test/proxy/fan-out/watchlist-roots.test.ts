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
  const listed: string[] = []
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
    listContracts: async (root, expiration) => {
      listed.push(root)
      if (root === 'NONE') return []
      return STRIKES.map((strike) => formatOptionTicker({ root, expiration, type: 'call', strike }))
    },
  })
  async function watch(subject: string, names: readonly string[], client = {}) {
    const seen: { contracts: readonly string[]; refused: string[] } = { contracts: [], refused: [] }
    roots.watch(client, names, {
      subject,
      onContracts: (_, contracts) => (seen.contracts = contracts),
      onRefused: (root) => seen.refused.push(root),
    })
    await clock.advanceAsync(0)
    return seen
  }
  return { clock, roots, watch, listed }
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

describe('a root that nobody watches any more', () => {
  it('is listed no second time for who comes and goes, and has no share in the budget meanwhile', async () => {
    const { watch, listed } = createWorld()
    const client = {}
    for (let round = 0; round < 3; round += 1) {
      const held = await watch('ann', ['A', 'B', 'C', 'D'], client)
      expect(held.contracts).toHaveLength(40)
      const other = await watch('ann', ['E'], client)
      expect(other.contracts).toHaveLength(10)
    }

    expect(listed).toEqual(['A', 'B', 'C', 'D', 'E'])
  })

  it('ends after half a minute, and with more than fifty of them the longest left', async () => {
    const { clock, roots, watch } = createWorld()
    const client = {}
    for (const first of ['A', 'B']) {
      await watch(
        'ann',
        Array.from(
          { length: 50 },
          (_, index) => `${first}${String.fromCharCode(65 + (index % 26))}${index < 26 ? 'X' : 'Y'}`,
        ),
        client,
      )
    }
    await watch('ann', [], client)
    expect(roots.size).toBe(50)

    await clock.advanceAsync(30_000)

    expect(roots.size).toBe(0)
    expect(clock.pending).toBe(0)
  })

  it('is refused to everybody who asks for it, where the vendor lists nothing', async () => {
    const { watch, roots } = createWorld()
    expect((await watch('ann', ['NONE'])).refused).toEqual(['NONE'])
    expect((await watch('bob', ['NONE'])).refused).toEqual(['NONE'])
    expect(roots.size).toBe(0)
  })

  it('leaves nothing behind when the proxy stops', async () => {
    const { clock, watch, roots } = createWorld()
    const client = {}
    await watch('ann', ['A', 'B'], client)
    roots.unwatch(client)
    roots.stop()
    roots.stop()

    expect([roots.size, clock.pending]).toEqual([0, 0])
  })
})
