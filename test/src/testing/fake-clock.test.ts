import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { wait } from '../../../domain/clock.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

describe('fake clock', () => {
  it('stands still until it is moved', () => {
    const clock = createFakeClock({ now: 1_000 })
    expect(clock.now()).toBe(1_000)
    clock.advance(250)
    expect(clock.now()).toBe(1_250)
  })

  it('runs tasks in time order, each at its due time', () => {
    const clock = createFakeClock({ now: 0 })
    const seen: string[] = []
    clock.after(30, () => seen.push(`c@${clock.now()}`))
    clock.after(10, () => seen.push(`a@${clock.now()}`))
    clock.after(10, () => seen.push(`b@${clock.now()}`))

    clock.advance(29)
    expect(seen).toEqual(['a@10', 'b@10'])
    clock.advance(1)
    expect(seen).toEqual(['a@10', 'b@10', 'c@30'])
  })

  it('runs tasks that were scheduled while advancing', () => {
    const clock = createFakeClock({ now: 0 })
    const seen: number[] = []
    clock.after(10, () => clock.after(10, () => seen.push(clock.now())))
    clock.advance(20)
    expect(seen).toEqual([20])
  })

  it('repeats an interval until it is stopped', () => {
    const clock = createFakeClock({ now: 0 })
    const seen: number[] = []
    const stop = clock.every(10, () => seen.push(clock.now()))
    clock.advance(35)
    stop()
    stop()
    clock.advance(35)
    expect(seen).toEqual([10, 20, 30])
    expect(clock.pending).toBe(0)
  })

  it('lets a task stop another that is due at the same time', () => {
    const clock = createFakeClock()
    const seen: string[] = []
    clock.after(5, () => stop())
    const stop = clock.after(5, () => seen.push('stopped too late'))
    clock.advance(5)
    expect(seen).toEqual([])
  })

  it('counts the tasks that wait', () => {
    const clock = createFakeClock()
    clock.after(5, () => {})
    clock.every(5, () => {})
    expect(clock.pending).toBe(2)
    clock.advance(5)
    expect(clock.pending).toBe(1)
  })

  it('lets promises settle between tasks', async () => {
    const clock = createFakeClock({ now: 0 })
    const seen: number[] = []
    const work = async (): Promise<void> => {
      for (let round = 0; round < 3; round++) {
        await wait(clock, 10)
        seen.push(clock.now())
      }
    }
    void work()
    await clock.advanceAsync(100)
    expect(seen).toEqual([10, 20, 30])
    expect(clock.now()).toBe(100)
  })

  it('takes a negative delay as none', () => {
    const clock = createFakeClock({ now: 50 })
    const seen: number[] = []
    clock.after(-10, () => seen.push(clock.now()))
    clock.advance(0)
    expect(seen).toEqual([50])
  })

  it('runs tasks due at one instant in the order they were scheduled', () => {
    const clock = createFakeClock()
    const seen: string[] = []
    clock.every(10, () => seen.push('every'))
    clock.after(20, () => seen.push('after'))
    clock.advance(20)
    expect(seen).toEqual(['every', 'every', 'after'])
  })

  it('settles promises where there is no setImmediate, as in a page', async () => {
    vi.stubGlobal('setImmediate', undefined)
    onTestFinished(() => void vi.unstubAllGlobals())
    const clock = createFakeClock({ now: 0 })
    let isOver = false
    const over = wait(clock, 10).then(() => (isOver = true))
    await clock.advanceAsync(10)
    expect(isOver).toBe(true)
    await over
  })

  it('refuses to run for ever', () => {
    const clock = createFakeClock()
    const again = (): void => void clock.after(0, again)
    again()
    expect(() => clock.advance(1)).toThrow('does one schedule itself without delay')
  })
})
