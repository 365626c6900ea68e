import { describe, expect, it } from 'vitest'
import { watchForMute } from '../../../proxy/upstream/mute-watchdog.ts'
import type { ClusterHealth } from '../../../proxy/upstream/stream.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'

const SILENCE = 900

function createWorld() {
  const clock = createFakeClock()
  const startedAt = clock.now()
  const askedAt: number[] = []
  const muted: number[] = []
  const state: { health: ClusterHealth; answer: () => Promise<boolean> } = {
    health: { status: 'up', wanted: 1, confirmed: 1, lastFrameAt: startedAt, connects: 1, malformed: 0 },
    answer: () => Promise.resolve(false),
  }
  const stop = watchForMute({
    clock,
    muteAfterMs: SILENCE,
    health: () => state.health,
    hasMoved: () => {
      askedAt.push(clock.now() - startedAt)
      return state.answer()
    },
    onMute: (silentMs) => muted.push(silentMs),
  })
  return { clock, askedAt, muted, state, stop }
}

describe('the mute watchdog', () => {
  it('asks a quiet market less and less often, up to sixteen times as seldom', async () => {
    const { clock, askedAt } = createWorld()

    await clock.advanceAsync(SILENCE * 16)

    expect(askedAt).toEqual([1, 2, 4, 8, 16].map((times) => times * SILENCE))
  })

  it('calls the stream mute when REST moved, and how long it said nothing', async () => {
    const { clock, muted, state } = createWorld()
    state.answer = () => Promise.resolve(true)

    await clock.advanceAsync(SILENCE)

    expect(muted).toEqual([SILENCE])
  })

  it('is patient anew after each frame', async () => {
    const { clock, askedAt, state } = createWorld()
    await clock.advanceAsync(SILENCE * 4)
    expect(askedAt).toHaveLength(3)

    state.health = { ...state.health, lastFrameAt: clock.now() }
    await clock.advanceAsync(SILENCE)

    expect(askedAt.at(-1)).toBe(SILENCE * 5)
  })

  it.each<Partial<ClusterHealth>>([{ status: 'waiting' }, { confirmed: 0 }])(
    'does not ask while nothing can be expected: %j',
    async (health) => {
      const { clock, askedAt, state } = createWorld()
      state.health = { ...state.health, ...health }

      await clock.advanceAsync(SILENCE * 10)

      expect(askedAt).toEqual([])
    },
  )

  it('waits where REST is down too', async () => {
    const { clock, muted, askedAt, state } = createWorld()
    state.answer = () => Promise.reject(new Error('down'))

    await clock.advanceAsync(SILENCE * 4)

    expect(muted).toEqual([])
    expect(askedAt).toEqual([SILENCE, SILENCE * 2, SILENCE * 4])
  })

  it('ends without a timer', () => {
    const { clock, stop } = createWorld()
    stop()
    expect(clock.pending).toBe(0)
  })
})
