import { describe, expect, it } from 'vitest'
import { createOptionSeats } from '../../../proxy/upstream/option-seats.ts'

function createWorld(limit: number) {
  const told: string[] = []
  const seats = createOptionSeats({
    limit,
    onStream: (contract) => told.push(`stream ${contract}`),
    onStreamEnd: (contract) => told.push(`end stream ${contract}`),
    onPoll: (contract) => told.push(`poll ${contract}`),
    onPollEnd: (contract) => told.push(`end poll ${contract}`),
  })
  return { seats, told }
}

describe('seats of the option quotes', () => {
  it('are given in order, and who comes later is polled', () => {
    const { seats, told } = createWorld(2)
    for (const contract of ['A', 'B', 'C', 'A', 'C']) seats.add(contract)

    expect(told).toEqual(['stream A', 'stream B', 'poll C'])
    expect(seats).toMatchObject({ seated: 2, standing: 1 })
  })

  it('go to who waited longest when they become free', () => {
    const { seats, told } = createWorld(1)
    for (const contract of ['A', 'B', 'C']) seats.add(contract)
    told.length = 0

    seats.remove('A')

    expect(told).toEqual(['end stream A', 'end poll B', 'stream B'])
    expect(seats).toMatchObject({ seated: 1, standing: 1 })
  })

  it('are not given to who left while waiting', () => {
    const { seats, told } = createWorld(1)
    for (const contract of ['A', 'B', 'C']) seats.add(contract)
    seats.remove('B')
    seats.remove('A')

    expect(told.slice(-3)).toEqual(['end stream A', 'end poll C', 'stream C'])
  })

  it('stay as they are when somebody without one leaves', () => {
    const { seats, told } = createWorld(1)
    seats.add('A')
    seats.remove('B')

    expect(told).toEqual(['stream A'])
  })

  it('are none where the plan streams no quotes', () => {
    const { seats, told } = createWorld(0)
    seats.add('A')
    seats.remove('A')

    expect(told).toEqual(['poll A', 'end poll A'])
  })
})
