import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { get } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../domain/clock.ts'
import type { Clock } from '../../domain/clock.ts'
import { ConfigurationError } from '../../domain/errors.ts'
import { createProxy } from '../../proxy/server.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createFakeVendor } from '../support/fake-vendor.ts'
import { createProxyWorld, onTestEnd } from '../support/proxy-world.ts'

describe('the start of the proxy', () => {
  it('stops at an occupied port and says what to do', async () => {
    const { proxy, vendor } = await createProxyWorld()
    const { port } = new URL(proxy.url)

    const second = createProxy({
      apiKey: vendor.key,
      restUrl: vendor.restUrl,
      wsUrl: vendor.wsUrl,
      port: Number(port),
      logLevel: 'silent',
    })

    await expect(second).rejects.toThrow(ConfigurationError)
    await expect(second).rejects.toThrow(/port: \d+ on 127\.0\.0\.1 is taken.*choose another port/)
  })

  it('stops at a key the vendor refuses and says where to get one', async () => {
    const vendor = await createFakeVendor()
    onTestEnd(() => vendor.close())
    const { restUrl, wsUrl } = vendor

    const started = createProxy({ apiKey: 'wrong', restUrl, wsUrl, port: 0, logLevel: 'silent' })

    await expect(started).rejects.toThrow(/apiKey: the vendor refuses it.*MASSIVE_API_KEY/)
    await expect(started).rejects.not.toThrow('wrong')
  })

  it('leaves no timer behind where it fails', async () => {
    const { vendor, proxy } = await createProxyWorld()
    const clock = createFakeClock()

    const started = createProxy({
      apiKey: vendor.key,
      restUrl: vendor.restUrl,
      wsUrl: vendor.wsUrl,
      port: Number(new URL(proxy.url).port),
      logLevel: 'silent',
      checkKey: false,
      clock,
    })

    await expect(started).rejects.toThrow(ConfigurationError)
    expect(clock.pending).toBe(0)
  })

  it('leaves no timer behind when it is closed, whoever is connected', async () => {
    const pending = new Set<object>()
    const clock: Clock = {
      now: () => systemClock.now(),
      after(delayMs, task) {
        const timer = {}
        pending.add(timer)
        const stop = systemClock.after(delayMs, () => {
          pending.delete(timer)
          task()
        })
        return () => {
          pending.delete(timer)
          stop()
        }
      },
      every(intervalMs, task) {
        const timer = {}
        pending.add(timer)
        const stop = systemClock.every(intervalMs, task)
        return () => {
          pending.delete(timer)
          stop()
        }
      },
    }
    const { proxy, vendor, client } = await createProxyWorld({ clock, optionQuoteLimit: 1 })
    const [page] = [await client(), await client('options')]
    page.send({ action: 'subscribe', channel: 'T', symbols: ['SPY', 'AAPL'] })
    await vendor.holding('stocks', 'T.SPY')
    expect(pending.size).toBeGreaterThan(5)

    await proxy.close()

    expect(pending.size).toBe(0)
  })

  it('does not wait for longer than its grace for a client that reads no goodbye', async () => {
    const closeGraceMs = 12_345
    const grace = Promise.withResolvers<() => void>()
    const clock: Clock = {
      ...systemClock,
      after(delayMs, task) {
        if (delayMs !== closeGraceMs) return systemClock.after(delayMs, task)
        grace.resolve(task)
        return () => {}
      },
    }
    const { proxy, client } = await createProxyWorld({ clock, closeGraceMs })
    const page = await client()
    page.socket.pause()

    const closing = proxy.close()
    const endGrace = await grace.promise
    await expect(Promise.race([closing, Promise.resolve('still waiting')])).resolves.toBe('still waiting')
    endGrace()
    await closing

    await expect(fetch(proxy.url)).rejects.toThrow('fetch failed')
  })

  it('waits for a vendor that is down', async () => {
    const proxy = await createProxy({
      apiKey: 'any',
      restUrl: 'http://127.0.0.1:1',
      wsUrl: 'ws://127.0.0.1:1',
      port: 0,
      logLevel: 'silent',
    })
    onTestEnd(() => proxy.close())

    expect((await fetch(`${proxy.url}/healthz`)).status).toBe(200)
  })
})

describe('the key', () => {
  it('is in no answer, frame, header, log line or metric, whatever the vendor echoes', async () => {
    const { vendor, proxy, log, get, client } = await createProxyWorld({ logLevel: 'trace', checkKey: false })
    vendor.handler = ({ path }) =>
      path === '/v3/snapshot' ? undefined : { status: 400, body: { status: 'ERROR', error: `bad key ${vendor.key}` } }
    vendor.rows.set('SPY', { session: { previous_close: 1 } })
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    const stream = await vendor.holding('stocks', 'Q.SPY')
    stream.send({ ev: 'status', status: 'error', message: `not authorized: ${vendor.key}` })
    stream.send({ ev: 'Q', sym: 'SPY', bp: 1, ap: 2, t: 1_700_000_001_000 })
    await page.next('Q')
    const late = await client()
    stream.evict()
    await page.next('status', (data) => data.status === 'upstream' && data.state === 'evicted')
    const answer = await get(`/api/massive/v3/trades/SPY?limit=1`)
    const metrics = await (await fetch(`${proxy.metricsUrl}/metrics`)).text()

    const everything = [
      await answer.text(),
      JSON.stringify([...answer.headers]),
      metrics,
      ...page.frames,
      ...late.frames,
      ...log,
    ].join('\n')
    expect(everything).toContain('bad key [removed]')
    expect(late.frames.join('')).toContain('not authorized: [removed]')
    expect(everything).not.toContain(vendor.key)
  })
})

describe('the log', () => {
  it('has neither tokens nor lines of a visitor’s making', async () => {
    const { proxy, log, token } = await createProxyWorld()
    const text = await token()

    await fetch(`${proxy.url}/api/massive/x?token=${text}&a=%0a{"level":60,"msg":"forged"}`, {
      headers: { 'x-massive-proxy-token': text, cookie: 'session=secret-cookie' },
    })

    expect(log.some((line) => line.includes('/api/massive/x'))).toBe(true)
    expect(log.join('')).not.toContain(text)
    expect(log.join('')).not.toContain('secret-cookie')
    for (const line of log) expect(() => JSON.parse(line) as unknown).not.toThrow()
    expect(
      log
        .join('')
        .split('\n')
        .some((line) => line.startsWith('{"level":60')),
    ).toBe(false)
  })
})

describe('operations', () => {
  it('tells whether it can serve, and by which connections', async () => {
    const { proxy } = await createProxyWorld()

    const response = await fetch(`${proxy.url}/readyz`)

    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      status: 'ready',
      upstream: { stocks: 'idle', options: 'idle', indices: 'idle' },
    })
  })

  it('stays ready when a visitor asks for what the plan does not have, and is not while the key is refused', async () => {
    const { proxy, vendor, client, get } = await createProxyWorld()
    const ready = async (): Promise<number> => (await fetch(`${proxy.url}/readyz`)).status
    const page = await client()
    page.send({ action: 'subscribe', channel: 'AM', symbols: ['I:SPX'] })
    const stream = await vendor.holding('indices', 'AM.I:SPX')
    stream.send({ ev: 'status', status: 'auth_failed', message: 'not in the plan' })
    await page.next('status', (data) => data.status === 'upstream' && data.state === 'refused')
    expect(await ready()).toBe(200)

    vendor.handler = () => ({ status: 401, body: { status: 'ERROR', error: 'Unknown API Key' } })
    await get('/api/massive/v3/snapshot?limit=1')
    expect(await ready()).toBe(503)

    vendor.handler = () => undefined
    await get('/api/massive/v3/snapshot?limit=2')
    expect(await ready()).toBe(200)
  })

  it('counts what goes in and out', async () => {
    const { proxy, vendor, client } = await createProxyWorld()
    vendor.rows.set('SPY', { last_quote: { bid: 1, ask: 2, last_updated: 1_700_000_000_000_000_000 } })
    const page = await client()
    page.send({ action: 'subscribe', symbols: ['SPY'] })
    await page.next('Q')

    const text = await (await fetch(`${proxy.metricsUrl}/metrics`)).text()

    expect(text).toContain('massive_proxy_clients{endpoint="indices"} 1')
    expect(text).toContain('massive_proxy_symbols 1')
    expect(text).toMatch(/massive_proxy_quotes_out_total [1-9]/)
    expect(text).toContain('massive_proxy_fanout_latency_seconds_bucket')
    expect(text).toContain('nodejs_eventloop_lag')
    expect(text).not.toContain('SPY')
  })

  it('has every metric that the dashboard draws', async () => {
    const { proxy, client } = await createProxyWorld()
    const page = await client()
    page.close()
    await page.closed
    const dashboard = await readFile(new URL('../../deploy/grafana-dashboard.json', import.meta.url), 'utf8')
    const drawn = new Set(dashboard.match(/\b(?:massive_proxy|nodejs|process)_\w+/g))

    const metrics = await (await fetch(`${proxy.metricsUrl}/metrics`)).text()

    const known = new Set(metrics.match(/^\w+(?=[{ ])/gm))
    expect(drawn.size).toBeGreaterThan(20)
    expect([...drawn].filter((name) => !known.has(name))).toEqual([])
  })

  it('gives metrics only to who has their token, where they have one', async () => {
    const metricsToken = 'a token of the tests'
    const shared = await createProxyWorld({ metricsPort: undefined, metricsToken })
    const own = await createProxyWorld({ metricsPort: 0, metricsToken })

    for (const base of [shared.proxy.url, own.proxy.metricsUrl]) {
      expect((await fetch(`${base}/metrics`)).status).toBe(403)
      const headers = { authorization: `Bearer ${metricsToken}` }
      expect((await fetch(`${base}/metrics`, { headers })).status).toBe(200)
    }
    expect((await fetch(`${own.proxy.url}/metrics`)).status).toBe(404)
  })

  it('has no metrics on the port of the page without a token: a server in front would open them to everybody', async () => {
    const { proxy } = await createProxyWorld({ metricsPort: undefined })

    expect((await fetch(`${proxy.url}/metrics`)).status).toBe(404)
  })

  it.each([
    ['a server in front passes on', { 'x-forwarded-for': '203.0.113.1' }],
    ['a server in front passes on by the newer header', { forwarded: 'for=203.0.113.1' }],
    ['a page asks by pointing a name of its own at this machine', { host: 'evil.example:9464' }],
  ])('gives no metrics without a token to who %s', async (_, headers) => {
    const { proxy } = await createProxyWorld()
    const ask = (extra: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve) => {
        get(`${proxy.metricsUrl}/metrics`, { headers: extra }, (response) => resolve(response.resume().statusCode))
      })

    expect(await ask(headers)).toBe(403)
    expect(await ask({ host: 'localhost:9464' })).toBe(200)
  })

  it('serves the page with headers that let nothing foreign in, and hashed files for good, packed where it may', async () => {
    const staticDir = await mkdtemp(join(tmpdir(), 'proxy-page-'))
    await mkdir(join(staticDir, 'assets'))
    await writeFile(join(staticDir, 'index.html'), '<!doctype html>')
    await writeFile(join(staticDir, 'assets/index-Ab3_dE9x.js'), '')
    await writeFile(join(staticDir, 'assets/index-Ab3_dE9x.js.gz'), gzipSync('packed'))
    const { proxy } = await createProxyWorld({ staticDir })

    const page = await fetch(proxy.url)
    const scriptUrl = `${proxy.url}/assets/index-Ab3_dE9x.js`
    const script = await fetch(scriptUrl, { headers: { 'accept-encoding': 'identity' } })
    const packed = await fetch(scriptUrl, { headers: { 'accept-encoding': 'gzip, br' } })

    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toMatch(/unsafe|\*/)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    for (const { headers } of [script, packed]) {
      expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
      expect(headers.get('vary')).toMatch(/accept-encoding/i)
    }
    expect(await script.text()).toBe('')
    expect(await packed.text()).toBe('packed')
  })

  it('has no faults to trigger in front of the real vendor', async () => {
    const { proxy } = await createProxyWorld()

    expect(await (await fetch(`${proxy.url}/api/info`)).json()).toEqual({ simulator: false })
    expect((await fetch(`${proxy.url}/api/faults/drop`, { method: 'POST' })).status).toBe(404)
  })

  it('cuts off who sends a request byte by byte', async () => {
    const { proxy } = await createProxyWorld({ slowRequestMs: 100 })
    const { hostname, port } = new URL(proxy.url)

    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname)
      let text = ''
      socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ')
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.on('error', () => resolve(text))
      socket.on('close', () => resolve(text))
    })

    expect(answer).toContain('408')
  })
})
