import { describe, expect, it } from 'vitest'
import { orAborted, withDeadline } from '../../adapters/abort.ts'
import { createSharedFlight } from '../../adapters/shared-flight.ts'
import { RequestTimeoutError } from '../../domain/errors.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { failureOf } from '../support/failure-of.ts'

describe('shared flight', () => {
  it('answers everyone who waits', async () => {
    const flight = createSharedFlight(async () => 'landed')
    expect(await Promise.all([flight.join(), flight.join(), flight.join(new AbortController().signal)])).toEqual([
      'landed',
      'landed',
      'landed',
    ])
    expect(flight.isAbandoned).toBe(false)
  })

  it('aborts the work only when the last one leaves', async () => {
    const first = new AbortController()
    const last = new AbortController()
    let reason: unknown
    const flight = createSharedFlight((signal) => {
      signal.addEventListener('abort', () => {
        reason = signal.reason
      })
      return new Promise<never>(() => {})
    })
    const waits = [failureOf(flight.join(first.signal)), failureOf(flight.join(last.signal))]
    first.abort(new Error('first'))
    await waits[0]
    expect(flight.isAbandoned).toBe(false)
    const leaving = new Error('last')
    last.abort(leaving)
    await waits[1]
    expect(flight.isAbandoned).toBe(true)
    expect(reason).toBe(leaving)
  })

  it('is not abandoned by someone who leaves after it has landed', async () => {
    const caller = new AbortController()
    const flight = createSharedFlight(async () => 'landed')
    await flight.join(caller.signal)
    caller.abort()
    expect(flight.isAbandoned).toBe(false)
    expect(await flight.join()).toBe('landed')
  })

  it('turns away who comes with an aborted signal', async () => {
    const flight = createSharedFlight(async () => 'landed')
    expect((await failureOf(flight.join(AbortSignal.abort(new Error('left'))))).message).toBe('left')
  })
})

describe('deadline', () => {
  it('passes on what the task answers and leaves no timer', async () => {
    const clock = createFakeClock()
    expect(await withDeadline({ clock, timeoutMs: 10, what: 'It' }, async () => 5)).toBe(5)
    expect(clock.pending).toBe(0)
  })

  it('ends the wait for a task that pays no heed to its signal', async () => {
    const clock = createFakeClock()
    const failure = failureOf(withDeadline({ clock, timeoutMs: 10, what: 'It' }, () => new Promise(() => {})))
    await clock.advanceAsync(10)
    expect(await failure).toBeInstanceOf(RequestTimeoutError)
    expect((await failure).message).toBe('It gave no answer within 10 ms')
  })

  it('removes its listener from a long-lived signal', async () => {
    const { signal } = new AbortController()
    let listeners = 0
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>): void => {
      listeners++
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>): void => {
      listeners--
      remove(...args)
    }
    await orAborted(Promise.resolve(1), signal)
    await new Promise((resolve) => setImmediate(resolve))
    expect(listeners).toBe(0)
  })
})
