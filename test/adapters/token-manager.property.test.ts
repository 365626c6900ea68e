import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import type { IssuedToken } from '../../adapters/token-source.ts'
import { assertNever } from '../../domain/assert-never.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { connectionLost, createFakeFetch, json, never } from '../support/fake-fetch.ts'

/** How the token route answers from now on. */
const answers = ['issues', 'issues short', 'fails', 'refuses', 'limits', 'loses', 'hangs', 'answers nonsense'] as const

const step = fc.oneof(
  fc.record({ do: fc.constant('ask' as const), abortAfterMs: fc.option(fc.integer({ min: 0, max: 20_000 })) }),
  fc.record({ do: fc.constant('reject' as const) }),
  fc.record({ do: fc.constant('start' as const) }),
  fc.record({ do: fc.constant('stop' as const) }),
  fc.record({ do: fc.constant('wake' as const) }),
  fc.record({
    do: fc.constant('answer' as const),
    how: fc.constantFrom(...answers),
    delayMs: fc.integer({ min: 0, max: 15_000 }),
  }),
  fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 120_000 }) }),
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Course {
  readonly clock: FakeClock
  readonly tokens: MassiveTokenManager
  readonly issued: (IssuedToken & { readonly arrivedAt: number })[]
  readonly handed: { readonly at: number; readonly token: string }[]
  readonly open: () => number
  readonly mostOpen: () => number
  readonly settled: () => boolean
  take(step: Step): Promise<void>
}

function createCourse(random: () => number): Course {
  const clock = createFakeClock()
  const issued: (IssuedToken & { readonly arrivedAt: number })[] = []
  const handed: { at: number; token: string }[] = []
  let how: (typeof answers)[number] = 'issues'
  let delayMs = 0
  let mostOpen = 0
  let pending = 0

  const respond = (index: number): Response | Promise<Response> => {
    const serverTime = clock.now() + 12_345
    switch (how) {
      case 'issues':
        return json({ token: `token-${index}`, serverTime, expiresAt: serverTime + 300_000 })
      case 'issues short':
        return json({ token: `token-${index}`, serverTime, expiresAt: serverTime + 2_000 })
      case 'fails':
        return new Response('', { status: 503 })
      case 'refuses':
        return new Response('', { status: 403 })
      case 'limits':
        return new Response('', { status: 429, headers: { 'retry-after': '40' } })
      case 'loses':
        return connectionLost()
      case 'hangs':
        return never()
      case 'answers nonsense':
        return json({ hello: 'world' })
      default:
        return assertNever(how)
    }
  }
  const server = createFakeFetch(async (_request, index) => {
    mostOpen = Math.max(mostOpen, server.open)
    await new Promise<void>((resolve) => void clock.after(delayMs, resolve))
    return respond(index)
  })
  const tokens = new MassiveTokenManager({ tokenUrl: 'http://proxy.test/token', clock, fetch: server.fetch, random })
  tokens.subscribe((token) => issued.push({ ...token, arrivedAt: clock.now() }))

  const watch = (call: Promise<string>): void => {
    pending++
    call
      .then((token) => handed.push({ at: clock.now(), token }))
      .catch(() => {})
      .finally(() => pending--)
  }

  return {
    clock,
    tokens,
    issued,
    handed,
    open: () => server.open,
    mostOpen: () => mostOpen,
    settled: () => pending === 0,
    async take(step) {
      if (step.do === 'start') tokens.start()
      else if (step.do === 'stop') tokens.stop()
      else if (step.do === 'wake') tokens.wake()
      else if (step.do === 'reject') watch(tokens.refresh(issued.at(-1)?.token ?? 'unknown'))
      else if (step.do === 'pass') await clock.advanceAsync(step.ms)
      else if (step.do === 'answer') {
        how = step.how
        delayMs = step.delayMs
      } else {
        const caller = new AbortController()
        if (step.abortAfterMs !== null) clock.after(step.abortAfterMs, () => caller.abort(new Error('left')))
        watch(tokens.getToken({ signal: caller.signal }))
      }
      await clock.advanceAsync(0)
    },
  }
}

describe('token manager under any schedule', () => {
  it('asks one at a time, hands out nothing expired, never goes back and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        async (steps, chance) => {
          const course = createCourse(() => chance)
          for (const each of steps) await course.take(each)

          course.tokens.stop()
          // the longest that anything may still be under way: a caller's wait for a slow answer
          await course.clock.advanceAsync(60_000)
          expect(course.settled()).toBe(true)
          expect(course.open()).toBe(0)
          expect(course.clock.pending).toBe(0)
          expect(course.mostOpen()).toBeLessThanOrEqual(1)

          // a token that took longer than it lives is handed to those who waited for it: the server may still take it
          const expiry = new Map(
            course.issued.map(({ token, expiresAt, arrivedAt }) => [token, Math.max(expiresAt, arrivedAt)]),
          )
          const order = course.issued.map(({ token }) => token)
          expect(course.handed.filter(({ at, token }) => at > (expiry.get(token) ?? 0))).toEqual([])
          const handedOrder = course.handed.map(({ token }) => order.indexOf(token))
          expect(handedOrder).toEqual(handedOrder.toSorted((a, b) => a - b))
        },
      ),
      { numRuns: 1_000 },
    )
  }, 30_000)

  it('always has a valid token again once the route is well and it runs', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const course = createCourse(() => 0.5)
        for (const each of steps) await course.take(each)
        course.tokens.start()
        await course.take({ do: 'answer', how: 'issues', delayMs: 10 })
        await course.clock.advanceAsync(120_000)
        expect(course.tokens.isValid()).toBe(true)
        expect(course.tokens.health().status).toBe('valid')
        course.tokens.stop()
      }),
      { numRuns: 1_000 },
    )
  }, 30_000)
})
