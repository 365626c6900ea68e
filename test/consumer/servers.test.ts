import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blocksOfApp } from './support/blocks-of-app.ts'
import { freePort, freshApp } from './support/fresh-app.ts'
import type { FreshApp } from './support/fresh-app.ts'
import { openMarket, seenThrough } from './support/market.ts'
import type { Market } from './support/market.ts'

describe('the proxy mounted as the documentation says', () => {
  let app: FreshApp
  let market: Market

  beforeAll(async () => {
    app = await freshApp('servers')
    await app.write(await blocksOfApp('servers'))
    market = await openMarket()
  })

  afterAll(async () => {
    await market.close()
    await app.remove()
  })

  it('compiles', async () => {
    await expect(app.bin('tsc', ['-p', '.'])).resolves.toBe('')
  })

  it.each(['express', 'fastify'])('serves REST and stream in %s', async (framework) => {
    const port = await freePort()
    const environment = { ...market.environment, PORT: String(port) }
    const stop = await app.serve([`${framework}.ts`], /^http:/, environment)
    try {
      const { asked, streamed } = await seenThrough(`http://127.0.0.1:${port}`)

      expect([asked.symbol, streamed.symbol]).toEqual(['SPY', 'SPY'])
    } finally {
      await stop()
    }
  })

  it('lets the app’s own page in, whatever its name', async () => {
    const port = await freePort()
    const environment = { ...market.environment, PORT: String(port) }
    const stop = await app.serve(['express.ts'], /^http:/, environment)
    const statusFor = async (origin: string): Promise<number | undefined> => {
      const headers = { host: 'desk.example', origin }
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const asked = request({ port, path: '/api/ws-token', method: 'POST', headers }, resolve)
        asked.once('error', reject).end()
      })
      answer.resume()
      return answer.statusCode
    }
    try {
      expect(await statusFor('https://desk.example')).toBe(200)
      expect(await statusFor('https://other.example')).toBe(403)
    } finally {
      await stop()
    }
  })

  it('leaves other paths to the app', async () => {
    const port = await freePort()
    const environment = { ...market.environment, PORT: String(port) }
    const stop = await app.serve(['express.ts'], /^http:/, environment)
    try {
      expect((await fetch(`http://127.0.0.1:${port}/elsewhere`)).status).toBe(404)
    } finally {
      await stop()
    }
  })
})
