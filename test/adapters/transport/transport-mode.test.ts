import { describe, expect, it } from 'vitest'
import { nextTransportMode, reasonOfMode } from '../../../adapters/transport/transport-mode.ts'
import type { TransportFacts } from '../../../adapters/transport/transport-mode.ts'

const LIVE: TransportFacts = {
  isConnected: true,
  isNeeded: true,
  isDelivering: true,
  isMute: false,
  downSince: undefined,
  now: 10_000,
  fallbackAfterMs: 2000,
}

describe('nextTransportMode', () => {
  it.each([
    ['nothing is held', 'streaming', { isNeeded: false }, 'idle'],
    ['it is disconnected', 'polling', { isConnected: false, downSince: 1 }, 'idle'],
    ['the stream is open', 'idle', {}, 'streaming'],
    ['the stream has been down for a moment', 'streaming', { downSince: 8001 }, 'streaming'],
    ['the first connection takes a moment', 'idle', { downSince: 8001 }, 'idle'],
    ['the stream has been down for long enough', 'streaming', { downSince: 8000 }, 'polling'],
    ['the first connection takes too long', 'idle', { downSince: 8000 }, 'polling'],
    ['the stream is open but mute', 'streaming', { isMute: true }, 'polling'],
    ['the stream is open again but has not delivered', 'polling', { isDelivering: false }, 'polling'],
    ['the stream delivers again', 'polling', {}, 'streaming'],
    ['it fell down again while polling', 'polling', { downSince: 9999 }, 'polling'],
  ] as const)('chooses when %s (was %s)', (_, mode, facts, expected) => {
    expect(nextTransportMode(mode, { ...LIVE, ...facts })).toBe(expected)
  })
})

describe('reasonOfMode', () => {
  const open = { status: 'open', since: 0, attempt: 1, reason: 'authenticated' } as const
  const connecting = { status: 'connecting', since: 0, attempt: 1, reason: 'needed' } as const

  it.each([
    ['the stream delivers', open, []],
    ['without indices, stocks', open, ['indices', 'stocks']],
    ['the stream is connecting: needed', connecting, []],
  ] as const)('says: %s', (words, state, downClusters) => {
    expect(reasonOfMode(LIVE, state, downClusters)).toBe(words)
  })
})
