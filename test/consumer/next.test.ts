import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { blocksOfApp } from './support/blocks-of-app.ts'
import { freePort, freshApp } from './support/fresh-app.ts'
import type { FreshApp } from './support/fresh-app.ts'
import { openMarket } from './support/market.ts'
import type { Market } from './support/market.ts'

describe('a Next app as the documentation says', () => {
  let app: FreshApp
  let market: Market
  let stop: () => Promise<void>
  let url: string

  beforeAll(async () => {
    app = await freshApp('next')
    market = await openMarket()
    const [port, marketPort] = [await freePort(), await freePort()]
    url = `http://localhost:${port}`
    const files = Object.entries(await blocksOfApp('next'))
    await app.write(Object.fromEntries(files.map(([path, text]) => [path, text.replace('8090', String(marketPort))])))
    const environment = {
      ...market.environment,
      PROXY_ALLOWED_ORIGINS: url,
      NEXT_TELEMETRY_DISABLED: '1',
      NODE_ENV: 'production',
    }
    await app.bin('next', ['build'], environment)
    stop = await app.serve(['node_modules/.bin/next', 'start', '--port', String(port)], /Ready/, environment)
  })

  afterAll(async () => {
    await stop()
    await market.close()
    await app.remove()
  })

  it('renders a server component’s quotes', async () => {
    const html = await (await fetch(url)).text()

    expect(html).toMatch(/<b[^>]*>\d+(\.\d+)?<\/b>/)
  })

  it('gives tokens to those it knows', async () => {
    const ask = (headers: Readonly<Record<string, string>>): Promise<Response> =>
      fetch(`${url}/api/ws-token`, { method: 'POST', headers })

    expect((await ask({})).status).toBe(401)
    expect((await ask({ cookie: 'session=1' })).status).toBe(200)
  })

  it('hydrates without a difference, and goes live through the rewrites', async () => {
    const browser = await launchBrowser()
    const context = await browser.newContext()
    await context.addCookies([{ name: 'session', value: '1', url }])
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(url)
    await page.locator('b[title="live"]').waitFor()
    const before = await page.locator('b').textContent()
    await page.waitForFunction((text) => document.querySelector('b')?.textContent !== text, before)
    await browser.close()

    expect(complaints).toEqual([])
  })
})
