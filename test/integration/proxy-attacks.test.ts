import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { deflateRawSync } from 'node:zlib'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import type { JWTPayload } from 'jose'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { CLOSE_CODES } from '../../domain/close-codes.ts'
import { createServer } from '../../proxy/http-side.ts'
import { createLog } from '../../proxy/log.ts'
import { createProxyWorld, onTestEnd } from '../support/proxy-world.ts'
import { openWireClient } from '../support/wire-client.ts'
import type { WireClient } from '../support/wire-client.ts'

const SECRET = 'a secret of the tests, long enough for all'

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function open(url: string, options: { headers?: Record<string, string> } = {}): WireClient {
  const client = openWireClient(url, options)
  onTestEnd(() => client.socket.terminate())
  return client
}

/** Sends bytes as they stand and resolves with all that comes back. */
function rawExchange(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text))
    let answer = ''
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      socket.end()
    })
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
  })
}

describe('tokens under attack', () => {
  it('closes a socket whose first message is no token', async () => {
    const { proxy } = await createProxyWorld()
    const page = open(`${proxy.wsUrl}/indices`)

    page.send({ action: 'subscribe', symbols: ['SPY'] })

    expect(await page.closed).toBe(CLOSE_CODES.unauthorized)
    expect(page.messages).toEqual([])
  })

  it('closes a socket that stays without a token', async () => {
    const { proxy } = await createProxyWorld({ authTimeoutMs: 20 })

    expect(await open(`${proxy.wsUrl}/indices`).closed).toBe(CLOSE_CODES.unauthorized)
  })

  it('refuses REST without a token', async () => {
    const { proxy } = await createProxyWorld()

    const response = await fetch(`${proxy.url}/api/massive/v1/marketstatus/now`)

    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ status: 401, code: 'unauthorized' })
  })

  it.each([
    ['forged with another secret', 'another secret than that of the proxy, as long', {}],
    ['of another audience', SECRET, { aud: 'another-service' }],
    ['of another issuer', SECRET, { iss: 'somebody' }],
    ['expired', SECRET, { exp: 1_600_000_000 }],
    ['without an expiry', SECRET, { exp: undefined }],
    ['without an id', SECRET, { jti: undefined }],
  ])('refuses a token %s', async (_, secret, claims) => {
    const { proxy, token } = await createProxyWorld()
    const good = await token()
    const { kid = '' } = decodeProtectedHeader(good)
    const payload: JWTPayload = Object.assign(decodeJwt(good), claims)
    const forged = await new SignJWT(payload)
      .setProtectedHeader({ alg: 'HS256', kid })
      .sign(new TextEncoder().encode(secret))

    const response = await fetch(`${proxy.url}/api/massive/v1/marketstatus/now`, {
      headers: { 'x-massive-proxy-token': forged },
    })

    expect(response.status).toBe(401)
    expect(await open(`${proxy.wsUrl}/indices?token=${forged}`).closed).toBe(CLOSE_CODES.unauthorized)
  })

  it.each(['none', 'None', 'HS512'])('refuses a token whose algorithm is %s', async (alg) => {
    const { proxy, token } = await createProxyWorld()
    const good = await token()
    const start = `${encode({ ...decodeProtectedHeader(good), alg })}.${good.split('.')[1]}`
    const signature = alg === 'HS512' ? createHmac('sha512', SECRET).update(start).digest('base64url') : ''

    expect(await open(`${proxy.wsUrl}/indices?token=${start}.${signature}`).closed).toBe(CLOSE_CODES.unauthorized)
  })

  it('refuses a token signed with a secret that was rotated out', async () => {
    const old = await createProxyWorld({ tokenSecret: 'the old secret that was rotated out of use' })
    const token = await old.token()
    const renewed = await createProxyWorld({ tokenSecret: 'the new secret that has taken the place' })
    const between = await createProxyWorld({
      tokenSecret: ['the new secret that has taken the place', 'the old secret that was rotated out of use'],
    })

    expect(await open(`${renewed.proxy.wsUrl}/indices?token=${token}`).closed).toBe(CLOSE_CODES.unauthorized)
    const welcome = open(`${between.proxy.wsUrl}/indices?token=${token}`)
    expect(await welcome.next('status', ({ status }) => status === 'connected')).toBeTruthy()
  })

  it('closes a live socket when its token expires, unless it was renewed', async () => {
    let now = 1_700_000_000_000
    const tasks = new Set<() => void>()
    const { proxy, token } = await createProxyWorld({
      clock: {
        now: () => now,
        after: (delayMs, task) => {
          const timer = setTimeout(task, delayMs)
          return () => clearTimeout(timer)
        },
        every: (_, task) => {
          tasks.add(task)
          return () => tasks.delete(task)
        },
      },
    })
    const text = await token()
    const [left, renewed] = [open(`${proxy.wsUrl}/indices?token=${text}`), open(`${proxy.wsUrl}/indices?token=${text}`)]
    await left.next('status', ({ status }) => status === 'authenticated')
    await renewed.next('status', ({ status }) => status === 'authenticated')

    now += 200_000
    renewed.send({ action: 'auth', token: await token() })
    await renewed.next('status', ({ status }) => status === 'authenticated')
    now += 150_000
    for (const task of tasks) task()

    expect(await left.closed).toBe(CLOSE_CODES.unauthorized)
    renewed.send({ action: 'ping', t: 1 })
    expect(await renewed.next('pong')).toMatchObject({ t: 1 })
  })

  it('closes with 4403 where the token does not permit the endpoint, and refuses REST where it does not', async () => {
    const { proxy, token, get } = await createProxyWorld({
      authorize: () => ({ subject: 'ann', endpoints: ['options'], rest: false }),
    })

    expect(await open(`${proxy.wsUrl}/indices?token=${await token()}`).closed).toBe(CLOSE_CODES.forbidden)
    expect((await get('/api/massive/v1/marketstatus/now')).status).toBe(403)
  })

  it.each([
    ['no subject', () => ({ subject: '' })],
    ['the proxy’s own subject', () => ({ subject: '#proxy' })],
    [
      'an error of its own',
      () => {
        throw Object.assign(new Error('db password hunter2 is wrong'), { statusCode: 400 })
      },
    ],
  ])('tells the log, not the visitor, when the host answers with %s', async (_, authorize) => {
    const { proxy, log } = await createProxyWorld({ authorize })

    const response = await fetch(`${proxy.url}/api/ws-token`, { method: 'POST' })

    expect(response.status).toBe(500)
    expect(await response.text()).not.toContain('hunter2')
    expect(log.join('')).toContain('authorize failed')
  })

  it('gives no token to visitors the host does not know', async () => {
    const { proxy } = await createProxyWorld({ authorize: () => false })

    expect((await fetch(`${proxy.url}/api/ws-token`, { method: 'POST' })).status).toBe(401)
  })
})

describe('pages of other sites', () => {
  it('get no token and no socket', async () => {
    const { proxy, token } = await createProxyWorld()
    const headers = { origin: 'https://evil.example' }

    expect((await fetch(`${proxy.url}/api/ws-token`, { method: 'POST', headers })).status).toBe(403)
    const status = await new Promise<number | undefined>((resolve) => {
      void token().then((text) => {
        const socket = new WebSocket(`${proxy.wsUrl}/indices?token=${text}`, { headers })
        socket.on('unexpected-response', (_, response) => resolve(response.statusCode))
        socket.on('error', () => undefined)
      })
    })
    expect(status).toBe(403)
  })

  it('get no token by an address that is written another way', async () => {
    const { proxy } = await createProxyWorld()
    const headers = { origin: 'https://evil.example' }

    expect((await fetch(`${proxy.url}/%61pi/ws-token`, { method: 'POST', headers })).status).toBe(403)
  })

  it('may use no cookies where all pages are let in', async () => {
    const { proxy } = await createProxyWorld({ allowedOrigins: ['*', 'https://desk.example'] })
    const credentialsFor = async (origin: string): Promise<string | null> => {
      const response = await fetch(`${proxy.url}/api/ws-token`, { method: 'POST', headers: { origin } })
      expect(response.headers.get('access-control-allow-origin')).toBe(origin)
      return response.headers.get('access-control-allow-credentials')
    }

    expect(await credentialsFor('https://evil.example')).toBeNull()
    expect(await credentialsFor('https://desk.example')).toBe('true')
  })

  it('get no token by pointing a name of their own at this machine', async () => {
    const { proxy } = await createProxyWorld()
    const { port } = new URL(proxy.url)
    const ask = (host: string): Promise<string> =>
      rawExchange(
        proxy.url,
        `POST /api/ws-token HTTP/1.1\r\nHost: ${host}\r\nOrigin: http://${host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
      )

    expect(await ask(`evil.example:${port}`)).toMatch(/^HTTP\/1\.1 403 /)
    expect(await ask(`localhost:${port}`)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('may come in by name', async () => {
    const { proxy } = await createProxyWorld({ allowedOrigins: ['https://desk.example'] })

    const response = await fetch(`${proxy.url}/api/ws-token`, {
      method: 'POST',
      headers: { origin: 'https://desk.example' },
    })

    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('https://desk.example')
  })
})

describe('visitors who say who they are', () => {
  async function askedFrom(url: string, forwarded: string): Promise<number> {
    const response = await fetch(`${url}/api/ws-token`, { method: 'POST', headers: { 'x-forwarded-for': forwarded } })
    return response.status
  }

  it('are not believed without a trusted proxy in front', async () => {
    const { proxy } = await createProxyWorld({ tokensPerMinute: 1 })

    expect(await askedFrom(proxy.url, '203.0.113.1')).toBe(200)
    expect(await askedFrom(proxy.url, '203.0.113.2')).toBe(429)
  })

  it('are counted by what the nearest proxy says, not by what they say before it', async () => {
    const { proxy } = await createProxyWorld({ tokensPerMinute: 1, trustProxy: true })

    expect(await askedFrom(proxy.url, '198.51.100.1, 203.0.113.1')).toBe(200)
    expect(await askedFrom(proxy.url, '198.51.100.2, 203.0.113.1')).toBe(429)
    expect(await askedFrom(proxy.url, '198.51.100.2, 203.0.113.9')).toBe(200)
  })

  it('are one visitor with all the addresses of an IPv6 household', async () => {
    const { proxy, token } = await createProxyWorld({
      trustProxy: true,
      tokensPerMinute: 3,
      maxClientsPerAddress: 1,
    })
    const connectFrom = async (address: string): Promise<WireClient> =>
      open(`${proxy.wsUrl}/indices?token=${await token()}`, { headers: { 'x-forwarded-for': address } })
    const first = await connectFrom('2001:db8:1:2::1')
    await first.next('status')

    const second = await connectFrom('2001:db8:1:2:ffff::9')

    expect(await second.closed).toBe(1006)
    expect(second.messages).toEqual([])
  })
})

describe('REST paths under attack', () => {
  it.each([
    ['another path of the vendor', '/v1/related-companies/SPY'],
    ['the parent folder', '/../api/ws-token'],
    ['the parent folder, encoded', '/v3/snapshot/..%2f..%2fv1/secret'],
    ['the parent folder, encoded twice', '/v3/snapshot/%252e%252e%252fsecret'],
    ['dots only', '/v3/trades/..'],
    ['dots only, encoded', '/v3/trades/%2e%2e'],
    ['a backslash', '/v3/trades/..%5csecret'],
    ['another host', '//evil.example/v3/trades/SPY'],
    ['another host as a user', '/@evil.example/v3/snapshot'],
    ['a whole address', '/https://evil.example/v3/snapshot'],
    ['a line break for another header', '/v3/trades/SPY%0d%0aX-Injected:%201'],
    ['a null byte', '/v3/trades/SPY%00'],
    ['a bad encoding', '/v3/trades/%zz'],
    ['a fragment', '/v3/trades/SPY%23'],
    ['a parameter that is not in the table', '/v3/snapshot?apiKey=stolen'],
    ['a parameter twice', '/v3/snapshot?limit=1&limit=250'],
    ['a line break in a parameter', '/v3/snapshot?ticker=SPY%0d%0aHost:%20evil'],
    ['a very long address', `/v3/snapshot?ticker=${'A'.repeat(9_000)}`],
  ])('pass nothing on for %s', async (_, path) => {
    const { proxy, token, vendor } = await createProxyWorld({ checkKey: false })
    const { host } = new URL(proxy.url)

    const answer = await rawExchange(
      proxy.url,
      `GET /api/massive${path} HTTP/1.1\r\nHost: ${host}\r\nx-massive-proxy-token: ${await token()}\r\nConnection: close\r\n\r\n`,
    )

    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(vendor.requests).toEqual([])
  })

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'HEAD'])('answer no %s', async (method) => {
    const { proxy, token, vendor } = await createProxyWorld({ checkKey: false })

    const response = await fetch(`${proxy.url}/api/massive/v3/snapshot`, {
      method,
      headers: { 'x-massive-proxy-token': await token() },
    })

    expect(response.status).toBe(404)
    expect(vendor.requests).toEqual([])
  })

  it('pass none of the visitor’s headers on', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })
    let seen: string | undefined
    vendor.handler = ({ authorization }) => {
      seen = authorization
      return { body: { status: 'OK' } }
    }

    await get('/api/massive/v3/snapshot', { authorization: 'Bearer of-the-visitor', cookie: 'session=1' })

    expect(seen).toBe(`Bearer ${vendor.key}`)
  })

  it('follow no redirect, which would carry the key elsewhere', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })
    vendor.handler = ({ path }) =>
      path === '/steal'
        ? { body: { status: 'OK' } }
        : { status: 302, headers: { location: `${vendor.restUrl}/steal` }, body: {} }

    expect((await get('/api/massive/v3/snapshot')).status).toBe(502)
    expect(vendor.requests.map(({ path }) => path)).toEqual(['/v3/snapshot'])
  })

  it('drop a next page that leads to a foreign host', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })
    vendor.handler = () => ({ body: '{"results":[],"next_url":"https://evil.example/v3/snapshot?cursor=1"}' })

    expect(await (await get('/api/massive/v3/snapshot')).json()).toEqual({ results: [], next_url: null })
  })

  it('refuse an answer without end', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false, maxAnswerBytes: 1_000 })
    vendor.handler = () => ({ body: `{"results":"${'x'.repeat(5_000)}"}` })

    expect((await get('/api/massive/v3/snapshot')).status).toBe(502)
  })
})

describe('floods', () => {
  it('a body too large is refused', async () => {
    const { proxy } = await createProxyWorld()

    const response = await fetch(`${proxy.url}/api/ws-token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ padding: 'x'.repeat(5_000) }),
    })

    expect(response.status).toBe(413)
  })

  it('a body too large is refused where nobody wants one', async () => {
    const { proxy } = await createProxyWorld()
    const send = async (bytes: number): Promise<number> => {
      const options = { method: 'POST', headers: { 'content-type': 'application/json' } }
      const body = JSON.stringify('x'.repeat(bytes - 2))
      return (await fetch(`${proxy.url}/nowhere`, { ...options, body })).status
    }

    expect(await send(16 * 1024)).toBe(404)
    expect(await send(16 * 1024 + 1)).toBe(413)
  })

  it('a body that would change the prototype is refused', async () => {
    const { proxy } = await createProxyWorld({ faults: 'http://127.0.0.1:1/__faults' })

    const response = await fetch(`${proxy.url}/api/faults/drop`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"__proto__":{"isAdmin":true}}',
    })

    expect(response.status).toBe(400)
  })

  it('asking for tokens too often is answered with 429 and a time to wait', async () => {
    const { proxy } = await createProxyWorld({ tokensPerMinute: 2 })
    const ask = (): Promise<Response> => fetch(`${proxy.url}/api/ws-token`, { method: 'POST' })
    await ask()
    await ask()

    const response = await ask()

    expect(response.status).toBe(429)
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await response.json()).toMatchObject({ status: 429, code: 'rate-limited' })
  })

  it('asking REST too often is counted by subject', async () => {
    const { get } = await createProxyWorld({ restPerMinute: 1 })
    await get('/api/massive/v1/marketstatus/now')

    expect((await get('/api/massive/v1/marketstatus/now')).status).toBe(429)
  })

  it('a frame too large closes the socket', async () => {
    const { client } = await createProxyWorld({ maxMessageBytes: 1_000 })
    const page = await client()

    page.sendText(JSON.stringify({ action: 'subscribe', symbols: ['x'.repeat(2_000)] }))

    expect(await page.closed).toBe(1009)
  })

  it('a list of symbols too long is refused as a whole', async () => {
    const { client } = await createProxyWorld({ maxSymbolsPerMessage: 3 })
    const page = await client()

    page.send({ action: 'subscribe', symbols: ['A', 'B', 'C', 'D'] })

    expect(await page.next('error')).toMatchObject({ code: 'too-many-symbols' })
  })

  it('a million distinct symbols stop at the limit of one socket', async () => {
    const { client } = await createProxyWorld({ maxSymbols: 10 })
    const page = await client()
    const names = Array.from({ length: 1_000 }, (_, index) => `A${index}`)

    page.send({ action: 'subscribe', channel: 'T', symbols: names })

    const acks = [await page.next('ack'), await page.next('ack')]
    expect(acks.flatMap(({ accepted }) => accepted)).toEqual(names.slice(0, 10))
    expect(acks.flatMap(({ rejected }) => rejected)).toHaveLength(990)
    expect(acks[0]?.rejected[0]).toMatchObject({ code: 'too-many-symbols' })
  })

  it('a million distinct symbols of many sockets stop at the limit of all', async () => {
    const { client } = await createProxyWorld({ maxDistinct: 10 })
    const [first, second] = [await client(), await client()]
    first.send({ action: 'subscribe', channel: 'T', symbols: Array.from({ length: 10 }, (_, index) => `A${index}`) })
    expect((await first.next('ack')).accepted).toHaveLength(10)

    second.send({ action: 'subscribe', channel: 'T', symbols: ['A1', 'B1'] })

    const { accepted, rejected } = await second.next('ack')
    expect(accepted).toEqual(['A1'])
    expect(rejected).toMatchObject([{ symbol: 'B1', code: 'too-many-symbols' }])
  })

  it.each([
    ['beginning and ending symbols', { action: 'subscribe', channel: 'T', symbols: ['A', 'B', 'C'] }],
    ['ending symbols that are not held', { action: 'unsubscribe', channel: 'T', symbols: ['A', 'B', 'C'] }],
  ] as const)('%s over and over closes the socket with 4429, few messages though it takes', async (_, message) => {
    const { client } = await createProxyWorld({ symbolBurst: 10, symbolsPerSecond: 1 })
    const page = await client()

    for (let count = 0; count < 4; count += 1) page.send(message)

    expect(await page.closed).toBe(CLOSE_CODES.overLimit)
    expect(page.messages.filter(({ type }) => type === 'ack')).toHaveLength(3)
  })

  it('changing the roots of the watchlist over and over closes the socket with 4429', async () => {
    const { client } = await createProxyWorld({ symbolBurst: 200, symbolsPerSecond: 1 })
    const page = await client('options')

    for (let count = 0; count < 3; count += 1) page.send({ action: 'updateWatchlist', roots: ['SPY', 'QQQ'] })

    expect(await page.closed).toBe(CLOSE_CODES.overLimit)
  })

  it('a client’s own close codes make no time series of their own', async () => {
    const { client, proxy } = await createProxyWorld()
    for (const code of [4_711, 4_712, 4_429]) {
      const page = await client()
      page.socket.close(code)
      await page.closed
    }

    const metrics = await (await fetch(`${proxy.metricsUrl}/metrics`)).text()
    expect(metrics).toContain('massive_proxy_client_closes_total{code="other"} 2')
    expect(metrics).toContain('massive_proxy_client_closes_total{code="4429"} 1')
    expect(metrics).not.toContain('4711')
  })

  it('answers that nobody reads are refused beyond a number', async () => {
    const { vendor, proxy, token } = await createProxyWorld({ checkKey: false, restPerMinute: 10_000 })
    // more than fits on the way
    vendor.handler = () => ({ body: { status: 'OK', results: ['x'.repeat(8_000_000)] } })
    const { hostname, port, host } = new URL(proxy.url)
    const head = `Host: ${host}\r\nx-massive-proxy-token: ${await token()}\r\n\r\n`
    const stalled = Array.from({ length: 100 }, () => {
      const socket = connect({ port: Number(port), host: hostname })
      onTestEnd(() => void socket.destroy())
      socket.write(`GET /api/massive/v3/snapshot HTTP/1.1\r\n${head}`)
      return once(socket, 'readable')
    })
    await Promise.all(stalled)

    expect(await rawExchange(proxy.url, `GET /api/massive/v3/snapshot HTTP/1.1\r\n${head}`)).toMatch(/^HTTP\/1\.1 429 /)
  })

  it('an answer that nobody reads is cut off', async () => {
    const app = createServer(createLog({ level: 'silent', secrets: [] }), {
      trustProxy: false,
      slowRequestMs: 500,
      requestTimeoutMs: 100,
      maxRequestWaitMs: 100,
    })
    onTestEnd(() => app.close())
    // more than fits on the way
    const length = 32_000_000
    app.get('/large', async () => 'x'.repeat(length))
    const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }))
    const cut = new Promise<void>((resolve) => {
      app.server.once('connection', (socket) => void socket.once('close', () => resolve()))
    })
    const reader = connect({ port: Number(url.port), host: url.hostname })
    onTestEnd(() => void reader.destroy())
    reader.on('error', () => undefined)
    reader.write('GET /large HTTP/1.1\r\nHost: x\r\n\r\n')
    await once(reader, 'readable')

    await cut

    let taken = 0
    reader.on('data', (chunk: Buffer) => (taken += chunk.length))
    // a reset is as good an end as any
    await new Promise((resolve) => reader.once('close', resolve))
    expect(taken).toBeLessThan(length)
  })

  it('a flood of messages closes the socket with 4429', async () => {
    const { client } = await createProxyWorld({ messageBurst: 5, messagesPerSecond: 1 })
    const page = await client()

    for (let t = 0; t < 20; t += 1) page.send({ action: 'ping', t })

    expect(await page.closed).toBe(CLOSE_CODES.overLimit)
  })

  it('messages that are not of the protocol close the socket with 4400 at last', async () => {
    const { client } = await createProxyWorld({ maxBadMessages: 3 })
    const page = await client()

    for (const text of ['{', '[]', '{"action":"__proto__"}', '{"action":"drop table"}']) page.sendText(text)

    expect(await page.next('error')).toMatchObject({ code: 'bad-message' })
    expect(await page.closed).toBe(CLOSE_CODES.badMessage)
  })

  it('an action whose name does not fit in a close frame closes the socket, not the proxy', async () => {
    const { proxy } = await createProxyWorld({ maxBadMessages: 1 })
    const page = open(`${proxy.wsUrl}/indices`)

    for (let count = 0; count < 2; count += 1) page.sendText(JSON.stringify({ action: '\u65e5'.repeat(200) }))

    expect(await page.closed).toBe(CLOSE_CODES.badMessage)
    expect((await fetch(`${proxy.url}/healthz`)).status).toBe(200)
  })

  it('a socket that is being closed is not listened to any more', async () => {
    const { proxy, client } = await createProxyWorld({ maxBadMessages: 1 })
    const page = await client()

    // all in one segment: the rest is read when the refusal is out already
    for (const text of ['{', '{']) page.sendText(text)
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY'] })
    await page.closed

    const metrics = await (await fetch(`${proxy.metricsUrl}/metrics`)).text()
    expect(metrics).not.toContain('massive_proxy_client_messages_total{action="subscribe"}')
  })

  it('names of the prototype are symbols like others, and change nothing', async () => {
    const { client } = await createProxyWorld()
    const page = await client()

    page.sendText(
      '{"action":"subscribe","channel":"T","symbols":["constructor","toString"],"from":{"__proto__":{"epoch":"x","offset":1},"constructor":{"epoch":"x","offset":1}}}',
    )

    expect((await page.next('ack')).recovered).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'epoch')).toBe(false)
  })

  it('a refused upgrade leaves no socket behind, whoever keeps the other half open', async () => {
    const { proxy } = await createProxyWorld()
    const { hostname, port } = new URL(proxy.url)
    const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true })
    onTestEnd(() => void socket.destroy())
    socket.write('GET /ws/nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    socket.resume()
    await once(socket, 'end')

    // a closed socket answers further bytes with a reset, a half-open one takes them
    const closed = new Promise<string>((resolve) => socket.on('error', () => resolve('reset')))
    const taken = new Promise<string>((resolve) => {
      let count = 0
      const write = (): void => {
        count += 1
        if (count > 20) resolve('taken')
        else if (socket.writable) socket.write('x', () => setImmediate(write))
      }
      write()
    })

    expect(await Promise.race([closed, taken])).toBe('reset')
  })

  it('too many sockets of one subject close with 4429', async () => {
    const { proxy, token, client } = await createProxyWorld({ maxClientsPerSubject: 1 })
    await client()

    expect(await open(`${proxy.wsUrl}/indices?token=${await token()}`).closed).toBe(CLOSE_CODES.overLimit)
  })

  it('a compressed bomb is not inflated: no compression is agreed on', async () => {
    const { proxy, token } = await createProxyWorld()
    const page = open(`${proxy.wsUrl}/indices?token=${await token()}`)
    let raw: Socket | undefined
    page.socket.once('upgrade', (response) => (raw = response.socket))
    await page.next('status')
    expect(page.socket.extensions).toBe('')
    const bomb = deflateRawSync(Buffer.alloc(1_000_000, 'a'))

    // RSV1 set: "this frame is compressed"
    raw?.write(Buffer.from([0xc1, 0x80 | 126, bomb.length >> 8, bomb.length & 0xff, 0, 0, 0, 0]))
    raw?.write(bomb)

    expect(await page.closed).toBe(1002)
  })
})
