import { describe, expect, it } from 'vitest'
import { createSharedPoll } from '../../../proxy/upstream/shared-poll.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

function createWorld() {
  const clock = createFakeClock()
  const asked: string[][] = []
  const errors: unknown[] = []
  const state = { answer: (): Promise<unknown> => Promise.resolve() }
  const poll = createSharedPoll({
    clock,
    intervalMs: 1_000,
    fetch: (symbols) => {
      asked.push([...symbols])
      return state.answer()
    },
    onError: (error) => errors.push(error),
  })
  return { clock, poll, asked, errors, state }
}

describe('the shared poll', () => {
  it('asks for the union once an interval, and for nothing when nothing is left', async () => {
    const { clock, poll, asked } = createWorld()
    poll.add('A')
    poll.add('B')
    poll.add('A')
    await clock.advanceAsync(1_000)
    poll.remove('A')
    await clock.advanceAsync(1_000)
    poll.remove('B')
    await clock.advanceAsync(1_000)

    expect(asked.slice(0, 2)).toEqual([['A', 'B'], ['B']])
    await clock.advanceAsync(10_000)
    expect(asked.flat()).toEqual(['A', 'B', 'B'])
    expect(clock.pending).toBe(0)
  })

  it('tells a failure and asks again after the interval', async () => {
    const { clock, poll, asked, errors, state } = createWorld()
    const failure = new Error('down')
    state.answer = () => Promise.reject(failure)
    poll.add('A')
    await clock.advanceAsync(1_000)
    expect(errors).toEqual([failure])

    state.answer = () => Promise.resolve()
    await clock.advanceAsync(1_000)

    expect(asked).toEqual([['A'], ['A']])
    expect(errors).toHaveLength(1)
  })

  it('never asks twice at a time, however slow the answer is', async () => {
    const { clock, poll, asked, state } = createWorld()
    let finish = (): void => undefined
    state.answer = () => new Promise<void>((resolve) => (finish = resolve))
    poll.add('A')
    await clock.advanceAsync(1_000)
    poll.add('B')
    await clock.advanceAsync(10_000)
    expect(asked).toEqual([['A']])

    finish()
    await clock.advanceAsync(1_000)
    expect(asked).toEqual([['A'], ['A', 'B']])
  })

  it('tells nothing any more once stopped', async () => {
    const { clock, poll, errors, state } = createWorld()
    let fail: ((error: Error) => void) | undefined
    state.answer = () => new Promise((_, reject) => (fail = reject))
    poll.add('A')
    await clock.advanceAsync(1_000)
    poll.stop()
    fail?.(new Error('stopped'))
    await clock.advanceAsync(5_000)

    expect(errors).toEqual([])
    expect(clock.pending).toBe(0)
  })
})
