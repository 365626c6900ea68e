import { describe, expect, it } from 'vitest'
import { createOptionSeats } from '../../../proxy/upstream/option-seats.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function createWorld(limit: number) {
  const clock = createFakeClock()
  const told: string[] = []
  const streamed = new Set<string>()
  const polled = new Set<string>()
  const seats = createOptionSeats({
    clock,
    limit,
    onStream(contract) {
      told.push(`stream ${contract}`)
      streamed.add(contract)
    },
    onStreamEnd(contract) {
      told.push(`end stream ${contract}`)
      streamed.delete(contract)
    },
    onPoll(contract) {
      told.push(`poll ${contract}`)
      polled.add(contract)
    },
    onPollEnd(contract) {
      told.push(`end poll ${contract}`)
      polled.delete(contract)
    },
  })
  function ask(subject: string, ...contracts: readonly string[]): void {
    for (const contract of contracts) {
      seats.add(contract)
      seats.hold(contract, subject)
    }
  }
  /** How many of these are streamed. */
  const share = (contracts: readonly string[]): number => contracts.filter((each) => streamed.has(each)).length
  return { clock, seats, told, streamed, polled, ask, share, settle: () => clock.advance(1_000) }
}

const many = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index}`)

describe('seats of the option quotes', () => {
  it('are given in order while there are any, and who comes later is polled', () => {
    const { ask, told, seats, settle } = createWorld(2)
    ask('ann', 'A', 'B', 'C', 'A', 'C')
    settle()

    expect(told).toEqual(['stream A', 'stream B', 'poll C'])
    expect(seats).toMatchObject({ seated: 2, standing: 1 })
  })

  it('are shared evenly, however many contracts the first visitor took', () => {
    const { ask, settle, share, streamed } = createWorld(100)
    const [first, second, third] = [many('A', 100), many('B', 80), many('C', 5)]
    ask('ann', ...first)
    expect(share(first)).toBe(100)

    ask('ben', ...second)
    ask('cid', ...third)
    settle()

    // cid wants no more; the other two share what is left to the last seat
    expect([share(first), share(second), share(third)]).toEqual([48, 47, 5])
    expect(streamed.size).toBe(100)
  })

  it('go to what a visitor asked for first', () => {
    const { ask, settle, streamed } = createWorld(4)
    ask('ann', 'A1', 'A2', 'A3', 'A4')
    ask('ben', 'B1', 'B2', 'B3')
    settle()

    expect([...streamed].sort()).toEqual(['A1', 'A2', 'B1', 'B2'])
  })

  it('of the last turn go to what more visitors hold, but never from one who sits already', () => {
    const { ask, settle, streamed, told } = createWorld(3)
    ask('ann', 'A1', 'A2')
    ask('ben', 'B1', 'ONE')
    ask('cid', 'B1', 'TWO')
    ask('dan', 'A1', 'TWO')
    settle()
    expect([...streamed].sort()).toEqual(['A1', 'A2', 'B1'])

    ask('eve', 'A1', 'TWO')
    told.length = 0
    settle()
    expect(told).toEqual([])
  })

  it('of the last turn go to what more visitors hold where nobody sits', () => {
    const { ask, seats, settle, streamed } = createWorld(2)
    ask('ann', 'X', 'Y')
    ask('ben', 'A', 'ONE')
    ask('cid', 'A', 'TWO')
    ask('dan', 'A', 'TWO')
    for (const contract of ['X', 'Y']) {
      seats.release(contract, 'ann')
      seats.remove(contract)
    }
    settle()

    expect([...streamed].sort()).toEqual(['A', 'TWO'])
  })

  it('count a visitor with many sockets once', () => {
    const { ask, seats, settle, share } = createWorld(10)
    const [own, other] = [many('A', 10), many('B', 10)]
    for (let socket = 0; socket < 3; socket += 1) ask('ann', ...own)
    ask('ben', ...other)
    settle()
    expect([share(own), share(other)]).toEqual([5, 5])

    // one of the sockets closes
    for (const contract of own) seats.release(contract, 'ann')
    settle()
    expect([share(own), share(other)]).toEqual([5, 5])
  })

  it('do not change hands for who comes back before the contract is let go', () => {
    const { ask, seats, settle, told } = createWorld(4)
    ask('ann', 'A1', 'A2', 'A3', 'A4')
    ask('ben', 'B1', 'B2')
    settle()
    told.length = 0

    for (const contract of ['B1', 'B2']) seats.release(contract, 'ben')
    settle()
    ask('ben', 'B1', 'B2')
    settle()

    expect(told).toEqual([])
  })

  it('are free again when a contract is let go', () => {
    const { ask, seats, settle, streamed, clock } = createWorld(2)
    ask('ann', 'A1', 'A2')
    ask('ben', 'B1')
    settle()
    expect([...streamed].sort()).toEqual(['A1', 'B1'])

    seats.release('B1', 'ben')
    seats.remove('B1')
    settle()

    expect([...streamed].sort()).toEqual(['A1', 'A2'])
    expect(seats.standing).toBe(0)
    // nobody stands: there is nothing to divide
    expect(clock.pending).toBe(0)
  })

  it('pass to the visitors who still hold what another let go', () => {
    const { ask, seats, settle, streamed } = createWorld(2)
    ask('ann', 'A1', 'SAME')
    ask('ben', 'SAME', 'B2')
    seats.release('SAME', 'ann')
    settle()

    expect([...streamed].sort()).toEqual(['A1', 'SAME'])
  })

  it('are not given to who left while waiting', () => {
    const { ask, seats, settle, told } = createWorld(1)
    ask('ann', 'A', 'B', 'C')
    for (const contract of ['B', 'A']) {
      seats.release(contract, 'ann')
      seats.remove(contract)
    }
    settle()

    expect(told.slice(-3)).toEqual(['end stream A', 'end poll C', 'stream C'])
  })

  it('are divided once a second at most, and no more after the stop', () => {
    const { ask, clock, seats, told } = createWorld(2)
    ask('ann', 'A1', 'A2')
    ask('ben', 'B1')
    told.length = 0
    clock.advance(999)
    expect(told).toEqual([])
    seats.stop()
    seats.release('B1', 'ben')
    clock.advance(10_000)

    expect(told).toEqual([])
    expect(clock.pending).toBe(0)
  })

  it('are none where the plan streams no quotes', () => {
    const { ask, seats, settle, told } = createWorld(0)
    ask('ann', 'A')
    settle()
    seats.release('A', 'ann')
    seats.remove('A')

    expect(told).toEqual(['poll A', 'end poll A'])
  })
})
