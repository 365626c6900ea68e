import { describe, expect, it } from 'vitest'
import { createProxyWorld } from '../support/proxy-world.ts'
import { createUpstreamRest } from '../../proxy/upstream/rest.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'

describe('REST through the proxy', () => {
  it('sends the key as a header and never in the address', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })

    await get('/api/massive/v3/snapshot?ticker.any_of=SPY&limit=250')

    expect(vendor.requests).toMatchObject([{ path: '/v3/snapshot', authorization: `Bearer ${vendor.key}` }])
    expect(vendor.requests[0]?.rawUrl).not.toContain(vendor.key)
  })

  it('leads the next page to itself, with the cursor intact and without the key', async () => {
    const { get, vendor, proxy } = await createProxyWorld({ checkKey: false })
    const cursor = 'YXA9MTIz%2BNA%3D%3D'
    vendor.handler = () => ({
      body: `{"results":[],"next_url":"${vendor.restUrl}/v3/snapshot?cursor=${cursor}&apiKey=${vendor.key}"}`,
    })

    const text = await (await get('/api/massive/v3/snapshot')).text()

    expect(text).toBe(`{"results":[],"next_url":"${proxy.url}/api/massive/v3/snapshot?cursor=${cursor}"}`)
  })

  it('keeps nanoseconds as they are', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })
    vendor.handler = () => ({ body: '{"results":[{"sip_timestamp":1795460400123456789}]}' })

    expect(await (await get('/api/massive/v3/trades/SPY')).text()).toContain('1795460400123456789')
  })

  it('lets nobody wait behind the queue of another who asked for the same before', async () => {
    const { clock, rest, asked } = createQueue()
    const own = Array.from({ length: 30 }, (_, index) => rest.request(request(`/own/${index}`, 'greedy')))
    const left = Promise.allSettled([...own, rest.request(request('/popular', 'greedy'))])

    const answer = rest.request(request('/popular', 'ann'))
    await clock.advanceAsync(3_000)

    expect(asked).toContain('/popular')
    expect((await answer).text).toBe('{}')
    expect(asked.filter((path) => path === '/popular')).toHaveLength(1)
    expect(asked).not.toContain('/own/29')
    rest.stop()
    await left
  })

  it('asks the vendor once for equal requests, in flight and shortly after', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })
    vendor.handler = () => ({ body: { status: 'OK' } })

    await Promise.all([
      get('/api/massive/v3/snapshot/indices?limit=250&ticker.any_of=I:SPX'),
      get('/api/massive/v3/snapshot/indices?ticker.any_of=I%3ASPX&limit=250'),
    ])
    await get('/api/massive/v3/snapshot/indices?limit=250&ticker.any_of=I:SPX')

    expect(vendor.requests).toHaveLength(1)
  })

  it('asks again after a failure', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })
    vendor.handler = () => ({ status: 503, body: '<html>down</html>' })
    expect((await get('/api/massive/v3/snapshot')).status).toBe(502)

    vendor.handler = () => ({ body: { status: 'OK' } })

    expect((await get('/api/massive/v3/snapshot')).status).toBe(200)
  })

  it('answers 304 where the visitor has the same already', async () => {
    const { get } = await createProxyWorld()
    const first = await get('/api/massive/v1/marketstatus/now')
    const etag = first.headers.get('etag') ?? ''

    const second = await get('/api/massive/v1/marketstatus/now', { 'if-none-match': etag })

    const third = await get('/api/massive/v1/marketstatus/now', { 'if-none-match': `"other", W/${etag}` })

    expect(third.status).toBe(304)
    expect(first.headers.get('cache-control')).toMatch(/^private, max-age=\d+$/)
    expect(second.status).toBe(304)
  })

  it.each([
    [400, { status: 'ERROR', error: 'bad from', request_id: 'r1' }, 400, 'bad-request', 'bad from'],
    [401, { status: 'ERROR', error: 'Unknown API Key' }, 502, 'upstream-refused', "The vendor refuses the proxy's key"],
    [403, { status: 'NOT_AUTHORIZED', message: 'not in plan' }, 403, 'not-entitled', 'not in plan'],
    [200, { status: 'NOT_AUTHORIZED', message: 'not in plan' }, 403, 'not-entitled', 'not in plan'],
    [404, { status: 'NOT_FOUND', message: 'no ticker' }, 404, 'not-found', 'no ticker'],
    [500, '<html>oops</html>', 502, 'upstream-error', 'The vendor answered with status 500'],
  ])('tells the vendor’s %i with %j as %i %s', async (status, body, ours, code, message) => {
    const { get, vendor } = await createProxyWorld({ checkKey: false })
    vendor.handler = () => ({ status, body })

    const response = await get('/api/massive/v3/snapshot')

    expect(response.status).toBe(ours)
    expect(await response.json()).toMatchObject({ status: ours, code, message })
  })

  it('passes the vendor’s request to wait on, and holds everybody back until then', async () => {
    const { get, vendor } = await createProxyWorld({ checkKey: false, maxRequestWaitMs: 50 })
    vendor.handler = () => ({
      status: 429,
      headers: { 'retry-after': '7' },
      body: { status: 'ERROR', error: 'slow down' },
    })

    const first = await get('/api/massive/v3/snapshot')
    const second = await get('/api/massive/v3/snapshot/indices')

    expect(first.status).toBe(429)
    expect(first.headers.get('retry-after')).toBe('7')
    expect(second.status).toBe(429)
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(5)
    expect(vendor.requests).toHaveLength(1)
  })

  it('passes operations on that the host adds', async () => {
    const { get, vendor } = await createProxyWorld({
      checkKey: false,
      extraPaths: [{ pattern: /^\/v1\/related-companies\/[A-Z]+$/, parameters: [], ttlMs: 0 }],
    })
    vendor.handler = () => ({ body: { results: [] } })

    expect((await get('/api/massive/v1/related-companies/SPY')).status).toBe(200)
  })
})

const request = (path: string, subject: string) => ({ path, query: '', subject, ttlMs: 0 })

/** The vendor's side of REST with a request a second and five at once. */
function createQueue() {
  const clock = createFakeClock()
  const asked: string[] = []
  const rest = createUpstreamRest({
    restUrl: 'http://vendor',
    apiKey: 'key',
    fetch: async (url) => {
      asked.push(new URL(new Request(url).url).pathname)
      return new Response('{}')
    },
    clock,
    requestsPerMinute: 60,
    timeoutMs: 1_000,
    maxAnswerBytes: 1_000,
    maxWaitMs: 600_000,
  })
  return { clock, rest, asked }
}
