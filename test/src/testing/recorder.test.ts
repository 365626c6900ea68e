import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import { createRecorder } from '../../../src/testing/recorder.ts'
import { createFakeNetwork } from '../../support/fake-web-socket.ts'
import type { FakePeer } from '../../support/fake-web-socket.ts'

/** A recorder over sockets in memory, and the servers' ends of them by path. */
function createWorld() {
  const clock = createFakeClock({ now: 1_000 })
  const peers = new Map<string, FakePeer>()
  const network = createFakeNetwork({
    onOpen: (peer) => peers.set(new URL(peer.url).pathname, peer),
    onMessage: () => {},
    onGone: () => {},
  })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the part of a WebSocket that the recorder touches
  const recorder = createRecorder({ WebSocket: network.WebSocket as typeof WebSocket, clock })
  const open = (path: string): WebSocket => new recorder.WebSocket(`wss://proxy.test${path}?v=1`)
  const send = async (path: string, data: unknown): Promise<void> => {
    peers.get(path)?.send(data)
    await clock.advanceAsync(10)
  }
  return { clock, recorder, open, send }
}

describe('createRecorder', () => {
  it('keeps the text frames of both endpoints with their times, and nothing else', async () => {
    const { clock, recorder, open, send } = createWorld()
    for (const path of ['/ws/options', '/ws/indices', '/other']) open(path)
    await clock.advanceAsync(500)

    await send('/ws/indices', '[1]')
    await send('/ws/options', '[2]')
    await send('/ws/options', new ArrayBuffer(8))
    await send('/other', '[3]')

    expect(recorder.session()).toEqual({
      startedAt: 1_000,
      frames: [
        { at: 1_500, endpoint: 'indices', text: '[1]' },
        { at: 1_510, endpoint: 'options', text: '[2]' },
      ],
    })
  })

  it('hands the frames on to whoever opened the socket, and a session that no later frame changes', async () => {
    const { clock, recorder, open, send } = createWorld()
    const heard: unknown[] = []
    open('/ws/options').addEventListener('message', ({ data }: MessageEvent<unknown>) => heard.push(data))
    await clock.advanceAsync(0)
    await send('/ws/options', 'a')
    const early = recorder.session()

    await send('/ws/options', 'b')

    expect(heard).toEqual(['a', 'b'])
    expect(early.frames.map(({ text }) => text)).toEqual(['a'])
    expect(recorder.session().frames).toHaveLength(2)
  })
})
