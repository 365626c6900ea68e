import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock, wait } from '../../domain/clock.ts'

describe('system clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('tells the epoch in ms', () => {
    expect(systemClock.now()).toBe(1000)
    vi.advanceTimersByTime(5)
    expect(systemClock.now()).toBe(1005)
  })

  it('runs a task once, when its time has come', () => {
    const task = vi.fn<() => void>()
    systemClock.after(10, task)
    vi.advanceTimersByTime(9)
    expect(task).not.toHaveBeenCalled()
    vi.advanceTimersByTime(100)
    expect(task).toHaveBeenCalledOnce()
  })

  it('runs a task again and again until it is stopped', () => {
    const task = vi.fn<() => void>()
    const stop = systemClock.every(10, task)
    vi.advanceTimersByTime(35)
    expect(task).toHaveBeenCalledTimes(3)
    stop()
    stop()
    vi.advanceTimersByTime(100)
    expect(task).toHaveBeenCalledTimes(3)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('forgets a task that is stopped in time', () => {
    const task = vi.fn<() => void>()
    systemClock.after(10, task)()
    vi.advanceTimersByTime(100)
    expect(task).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('breathes by the scheduler of a browser that has one, and not at all elsewhere', async () => {
    await systemClock.breathe?.()
    let letGo: () => void = () => {}
    vi.stubGlobal('scheduler', { postTask: () => new Promise<void>((resolve) => (letGo = resolve)) })
    let isOver = false
    const breath = systemClock.breathe?.().then(() => (isOver = true))
    await vi.advanceTimersByTimeAsync(10)
    expect(isOver).toBe(false)
    letGo()
    await breath
    expect(isOver).toBe(true)
    vi.unstubAllGlobals()
  })

  it('waits', async () => {
    let isOver = false
    const sleep = async (): Promise<void> => {
      await wait(systemClock, 10)
      isOver = true
    }
    const sleeping = sleep()
    await vi.advanceTimersByTimeAsync(9)
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await sleeping
    expect(isOver).toBe(true)
  })

  it('ends a wait with the reason of the signal, and leaves no timer behind', async () => {
    const controller = new AbortController()
    const waiting = wait(systemClock, 10, controller.signal)
    const reason = new Error('enough')
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('does not begin to wait for a signal that has aborted', async () => {
    const reason = new Error('before')
    await expect(wait(systemClock, 10, AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('no longer listens to the signal after the wait', async () => {
    const { signal } = new AbortController()
    const removed = vi.spyOn(signal, 'removeEventListener')
    const waiting = wait(systemClock, 10, signal)
    await vi.advanceTimersByTimeAsync(10)
    await waiting
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function))
  })
})

describe('system clock in Node', () => {
  it('holds no process for its timers', () => {
    const held = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length
    const before = held()
    const stops = [systemClock.after(1e6, () => {}), systemClock.every(1e6, () => {})]
    const during = held()
    for (const stop of stops) stop()
    expect(during).toBe(before)
  })
})
