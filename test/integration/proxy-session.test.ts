import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES } from '../../domain/close-codes.ts'
import { ClientSession } from '../../proxy/fan-out/client-session.ts'
import type { ClientHub } from '../../proxy/fan-out/hub.ts'
import { LosslessStream } from '../../proxy/fan-out/lossless-stream.ts'
import { resolveSettings } from '../../proxy/config.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { onTestEnd } from '../support/proxy-world.ts'
import { openWireClient } from '../support/wire-client.ts'

/** Sessions over real sockets, in front of a hub that fails for one symbol. */
async function createWorld() {
  const clock = createFakeClock()
  const failures: { readonly id: number; readonly error: unknown }[] = []
  const closed: number[] = []
  const held: string[] = []
  const sessions: ClientSession[] = []
  let onHeld = (): void => undefined
  const stream = new LosslessStream({
    channel: 'T',
    symbol: 'SPY',
    epoch: 'e',
    capacity: () => 10,
    base: 0,
    startedAt: clock.now(),
  })
  const hub: ClientHub = {
    epoch: 'e',
    list: () => undefined,
    whyMissing: () => undefined,
    hasRoomFor: () => true,
    holdQuote: () => {
      throw new TypeError('a bug over a quote')
    },
    releaseQuote: () => undefined,
    holdLossless: (_, symbol) => {
      if (symbol === 'BUG') throw new TypeError('a bug over a trade')
      held.push(symbol)
      onHeld()
      return { isRecovered: false, position: stream.position }
    },
    releaseLossless: (_, symbol) => {
      if (symbol === 'LATE') throw new TypeError('a bug at the end')
      held.splice(held.indexOf(symbol), 1)
    },
    countOnce: () => undefined,
  }
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  onTestEnd(() => server.close())
  let lastId = 0
  server.on('connection', (ws, { socket }) => {
    lastId += 1
    const session = new ClientSession({
      id: lastId,
      ws,
      socket,
      endpoint: 'indices',
      hub,
      roots: { watch: () => undefined, unwatch: () => undefined },
      tokens: {
        verify: async (token) => {
          if (token === 'bug') throw new TypeError('a bug over a token')
          return { subject: 'ann', id: 'j', expiresAt: clock.now() + 60_000 }
        },
      },
      limits: resolveSettings({ apiKey: 'key' }),
      clock,
      counts: { quotes: 0, lossless: 0, frames: 0, bytes: 0, conflated: 0, gaps: 0 },
      upstream: () => [],
      onToken: () => undefined,
      onFlushed: () => undefined,
      onMessage: () => undefined,
      onClosed: (each) => void closed.push(each.id),
      onFailure: (each, error) => void failures.push({ id: each.id, error }),
    })
    sessions.push(session)
    session.begin(undefined)
  })
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  async function client() {
    const page = openWireClient(`ws://127.0.0.1:${port}`)
    onTestEnd(() => page.socket.terminate())
    page.send({ action: 'auth', token: 'good' })
    await page.next('status', ({ status }) => status === 'authenticated')
    return page
  }
  return {
    client,
    failures,
    closed,
    held,
    sessions,
    url: `ws://127.0.0.1:${port}`,
    whenHeld: (task: () => void) => (onHeld = task),
  }
}

describe('a failure of the proxy over one client', () => {
  it.each([
    ['a message', { action: 'subscribe', channel: 'T', symbols: ['BUG'] }],
    ['a quote', { action: 'subscribe', symbols: ['SPY'] }],
    ['a token', { action: 'auth', token: 'bug' }],
  ] as const)('over %s closes it with 1011 and leaves the others', async (_, message) => {
    const { client, failures } = await createWorld()
    const [other, page] = [await client(), await client()]

    page.send(message)

    expect(await page.closed).toBe(CLOSE_CODES.internalError)
    expect(failures.map(({ id }) => id)).toEqual([2])
    expect(failures[0]?.error).toBeInstanceOf(TypeError)
    other.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'] })
    expect(await other.next('ack')).toMatchObject({ accepted: ['SPY'] })
  })

  it('while it leaves still counts it out', async () => {
    const { client, failures, closed } = await createWorld()
    const page = await client()
    page.send({ action: 'subscribe', channel: 'T', symbols: ['LATE'] })
    await page.next('ack')

    page.close()

    await expect.poll(() => closed).toEqual([1])
    expect(failures.map(({ id }) => id)).toEqual([1])
    expect(failures[0]?.error).toBeInstanceOf(TypeError)
  })
})

describe('an array of messages in one frame', () => {
  it('is read in its order, what stands behind the token included', async () => {
    const { url } = await createWorld()
    const page = openWireClient(url)
    onTestEnd(() => page.socket.terminate())

    page.send([
      { action: 'auth', token: 'good' },
      { action: 'subscribe', channel: 'T', symbols: ['SPY'] },
      { action: 'ping', t: 7 },
    ])

    expect(await page.next('ack')).toMatchObject({ channel: 'T', accepted: ['SPY'] })
    expect(await page.next('pong')).toMatchObject({ t: 7 })
  })

  it('counts for as many messages as it holds', async () => {
    const { client } = await createWorld()
    const page = await client()

    page.send(Array.from({ length: 1000 }, (_, t) => ({ action: 'ping' as const, t })))

    expect(await page.closed).toBe(CLOSE_CODES.overLimit)
  })
})

describe('a list of many symbols', () => {
  const symbols = Array.from({ length: 2_000 }, (_, index) => `A${index}`)

  it('is worked off in parts, between which everybody else has a turn', async () => {
    const { client, held, whenHeld } = await createWorld()
    const page = await client()
    const turns: number[] = []
    whenHeld(() => {
      if (held.length === 1) setImmediate(() => turns.push(held.length))
    })

    // twice each: it counts once
    page.send({ action: 'subscribe', channel: 'T', symbols: [...symbols, ...symbols] })
    page.send({ action: 'ping', t: 1 })
    await page.next('pong')

    expect(turns[0]).toBeLessThan(1_000)
    expect(held).toEqual(symbols)
    const acks = page.messages.flatMap((each) => (each.type === 'ack' ? [each.data] : []))
    expect(acks.flatMap(({ accepted }) => accepted)).toEqual(symbols)
    // in order: the answer to what was sent behind it comes behind it
    expect(page.messages.at(-1)?.type).toBe('pong')
  })

  it('ends with the client that sent it', async () => {
    const { client, held, closed, sessions, whenHeld } = await createWorld()
    const page = await client()
    let most = 0
    whenHeld(() => {
      most = Math.max(most, held.length)
      sessions[0]?.terminate()
    })

    page.send({ action: 'subscribe', channel: 'T', symbols })

    await expect.poll(() => closed).toEqual([1])
    await new Promise((resolve) => setImmediate(resolve))
    expect(most).toBeLessThanOrEqual(1_000)
    expect(held).toEqual([])
  })
})
