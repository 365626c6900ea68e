import { describe, expect, it } from 'vitest'
import { ProxyError } from '../../../proxy/proxy-error.ts'
import { createSnapshots } from '../../../proxy/upstream/snapshots.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function createWorld(answer: (symbols: readonly string[]) => Error | undefined) {
  const clock = createFakeClock()
  const told: string[] = []
  const missing: string[] = []
  const errors: unknown[] = []
  const asked: string[][] = []
  const snapshots = createSnapshots({
    clock,
    random: () => 1,
    batchMs: 10,
    isWanted: () => true,
    onRow: ({ symbol }) => told.push(symbol) > 0,
    onMissing: ({ symbol }) => missing.push(symbol),
    onError: (error) => errors.push(error),
    rest: {
      request: ({ query }) => {
        const symbols = new URLSearchParams(query).get('ticker.any_of')?.split(',') ?? []
        asked.push(symbols)
        const error = answer(symbols)
        if (error !== undefined) return Promise.reject(error)
        const results = symbols.map((ticker) => ({ ticker, session: { previous_close: 1 } }))
        return Promise.resolve({ text: JSON.stringify({ status: 'OK', results }), fetchedAt: clock.now() })
      },
    },
  })
  return { clock, snapshots, told, missing, errors, asked }
}

describe('snapshots', () => {
  it('gather symbols into one request', async () => {
    const { clock, snapshots, asked, told } = createWorld(() => undefined)
    for (const symbol of ['A', 'B', 'C']) snapshots.request(symbol)

    await clock.advanceAsync(10)

    expect(asked).toEqual([['A', 'B', 'C']])
    expect(told).toEqual(['A', 'B', 'C'])
  })

  it('find the one symbol the vendor chokes on, and answer the others', async () => {
    const { clock, snapshots, told, missing, errors } = createWorld((symbols) =>
      symbols.includes('BAD') ? new ProxyError(400, 'bad-request', 'no such form') : undefined,
    )
    for (const symbol of ['A', 'B', 'BAD', 'C', 'D']) snapshots.request(symbol)

    await clock.advanceAsync(10)

    expect([...told].sort()).toEqual(['A', 'B', 'C', 'D'])
    expect(missing).toEqual(['BAD'])
    expect(errors).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('are not asked for again where the plan has none', async () => {
    const { clock, snapshots, asked, missing, errors } = createWorld(
      () => new ProxyError(403, 'not-entitled', 'You are not entitled to this data.'),
    )
    for (const symbol of ['A', 'B']) snapshots.request(symbol)

    await clock.advanceAsync(120_000)

    expect(asked).toEqual([['A', 'B']])
    expect(missing).toEqual(['A', 'B'])
    expect(errors).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('do not keep a batch waiting for one symbol the vendor cannot answer for', async () => {
    const { clock, snapshots, told, asked } = createWorld((symbols) =>
      symbols.includes('BAD') ? new ProxyError(502, 'upstream-error', 'cannot') : undefined,
    )
    for (const symbol of ['A', 'B', 'BAD', 'C', 'D']) snapshots.request(symbol)

    await clock.advanceAsync(10)
    expect(told).toEqual([])
    await clock.advanceAsync(500)

    expect([...told].sort()).toEqual(['A', 'B', 'C', 'D'])
    const before = asked.length
    await clock.advanceAsync(1_000)
    expect(asked.slice(before)).toEqual([['BAD']])
  })

  it('cost a vendor that is down one path of halves', async () => {
    const { clock, snapshots, asked } = createWorld(() => new ProxyError(502, 'upstream-error', 'down'))
    for (let index = 0; index < 250; index += 1) snapshots.request(`S${index}`)

    await clock.advanceAsync(10)
    await clock.advanceAsync(500)

    expect(asked.length).toBeLessThanOrEqual(1 + 17)
  })

  it('try again with growing pauses while the vendor is down', async () => {
    let isDown = true
    const { clock, snapshots, asked, told, errors } = createWorld(() =>
      isDown ? new ProxyError(502, 'upstream-error', 'down') : undefined,
    )
    snapshots.request('A')
    await clock.advanceAsync(10)
    await clock.advanceAsync(500)
    await clock.advanceAsync(999)
    expect(asked).toHaveLength(2)
    expect(errors).toHaveLength(2)

    isDown = false
    await clock.advanceAsync(1)

    expect(asked).toHaveLength(3)
    expect(told).toEqual(['A'])
  })
})
