import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { initialConnectionState, nextConnectionState } from '../../../adapters/stream/connection-state.ts'
import { NotEntitledError } from '../../../domain/errors.ts'
import type { ConnectionEvent, ConnectionState } from '../../../adapters/stream/connection-state.ts'

const REFUSAL = new NotEntitledError('not permitted')
const LOST: ConnectionEvent = { type: 'lost', at: 5, reason: 'cut', retryAt: 10 }
const OPENING: readonly ConnectionEvent[] = [
  { type: 'start', at: 1 },
  { type: 'opened', at: 2 },
  { type: 'authenticated', at: 3 },
]
const after = (...events: readonly ConnectionEvent[]): ConnectionState =>
  events.reduce(nextConnectionState, initialConnectionState(0))

describe('nextConnectionState', () => {
  it('goes from idle to open by way of connecting and authenticating', () => {
    const states = OPENING.map((_, index) => after(...OPENING.slice(0, index + 1)).status)

    expect(states).toEqual(['connecting', 'authenticating', 'open'])
  })

  it('counts attempts until the connection has been stable, not until it was authenticated', () => {
    const again: readonly ConnectionEvent[] = [
      { type: 'due', at: 10, reason: 'the wait is over' },
      { type: 'opened', at: 11 },
      { type: 'authenticated', at: 12 },
    ]

    expect(after(...OPENING, LOST, ...again)).toMatchObject({ status: 'open', attempt: 2 })
    expect(after(...OPENING, LOST, ...again, { type: 'stable' })).toMatchObject({ status: 'open', attempt: 0 })
  })

  it('tells when the next attempt is due while it waits', () => {
    expect(after(...OPENING, LOST)).toMatchObject({ status: 'waiting', retryAt: 10, reason: 'cut', attempt: 2 })
  })

  it.each<ConnectionEvent>([
    LOST,
    { type: 'due', at: 9, reason: 'late' },
    { type: 'opened', at: 9 },
    { type: 'authenticated', at: 9 },
    { type: 'stable' },
    { type: 'rest', at: 9 },
    { type: 'refused', at: 9, reason: 'again', error: REFUSAL },
    { type: 'stopped', at: 9, reason: 'again' },
  ])('stays closed when a late $type event comes', (event) => {
    const closed = after(...OPENING, { type: 'stopped', at: 4, reason: 'disconnected' })

    expect(nextConnectionState(closed, event)).toBe(closed)
  })

  it('leaves closed only by a new start', () => {
    expect(after({ type: 'refused', at: 1, reason: 'no', error: REFUSAL }, { type: 'start', at: 2 }).status).toBe(
      'connecting',
    )
  })

  it('goes to rest when nothing is held and comes back by a start', () => {
    expect(after(...OPENING, { type: 'rest', at: 9 })).toMatchObject({ status: 'idle', attempt: 0 })
    expect(after(...OPENING, { type: 'rest', at: 9 }, { type: 'start', at: 10 }).status).toBe('connecting')
  })

  it('answers the same object to an event that has no place in the state', () => {
    const open = after(...OPENING)

    expect(nextConnectionState(open, { type: 'start', at: 9 })).toBe(open)
    expect(nextConnectionState(open, { type: 'due', at: 9, reason: '' })).toBe(open)
    expect(nextConnectionState(open, { type: 'authenticated', at: 9 })).toBe(open)
  })

  it('can reach open again from whatever a row of events led to', () => {
    const event = fc.constantFrom<ConnectionEvent>(
      ...OPENING,
      LOST,
      { type: 'due', at: 6, reason: 'due' },
      { type: 'stable' },
      { type: 'rest', at: 7 },
      { type: 'refused', at: 8, reason: 'refused', error: REFUSAL },
      { type: 'stopped', at: 8, reason: 'stopped' },
    )
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const recovery: readonly ConnectionEvent[] = [{ type: 'due', at: 9, reason: 'due' }, ...OPENING]
        expect([...events, ...recovery].reduce(nextConnectionState, initialConnectionState(0)).status).toBe('open')
      }),
    )
  })
})
