import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Proxy } from '../../proxy/index.ts'
import { launchBrowser } from '../support/browser.ts'
import { blocksOfApp, componentsOfPages } from './support/blocks-of-app.ts'
import { freePort, freshApp } from './support/fresh-app.ts'
import type { FreshApp } from './support/fresh-app.ts'
import { openMarket } from './support/market.ts'
import type { Market } from './support/market.ts'

const PRICE = /\d+\.\d/

describe('pages in a browser', () => {
  let app: FreshApp
  let market: Market
  let browser: Browser

  beforeAll(async () => {
    const [made, opened, launched] = await Promise.all([freshApp('pages'), openMarket(), launchBrowser()])
    app = made
    market = opened
    browser = launched
  })

  afterAll(async () => {
    await browser.close()
    await market.close()
    await app.remove()
  })

  describe('of Vite, with every component of the documentation', () => {
    let proxy: Proxy
    let stop: () => Promise<void>
    let page: Page
    const complaints: string[] = []
    const textOf = async (id: string, like: RegExp): Promise<string> => {
      await page.locator(`#${id}`).filter({ hasText: like }).waitFor()
      return page.locator(`#${id}`).innerText()
    }

    beforeAll(async () => {
      proxy = await market.proxy()
      const files = { ...(await blocksOfApp('pages')), ...(await componentsOfPages('src/docs')) }
      const port = new URL(proxy.url).port
      const inVite = Object.entries(files).map(([path, text]) => [`vite/${path}`, text.replace('8090', port)] as const)
      await app.write(Object.fromEntries(inVite))
      await app.bin('vite', ['build', 'vite', '--logLevel', 'warn'])
      const pagePort = await freePort()
      const preview = ['node_modules/.bin/vite', 'preview', 'vite', '--port', String(pagePort), '--strictPort']
      stop = await app.serve([...preview, '--host', '127.0.0.1'], /Local/)
      page = await browser.newPage({ locale: 'en-US' })
      page.on('pageerror', (error) => complaints.push(String(error)))
      // two accounts, one proxy
      await page.route(/\/(live|delayed)\/api\//, (route) => {
        void route.continue({
          url: route
            .request()
            .url()
            .replace(/\/(live|delayed)\//, '/'),
        })
      })
      await page.goto(`http://127.0.0.1:${pagePort}`)
    })

    afterAll(async () => {
      await stop()
      await proxy.close()
    })

    it('compiles', async () => {
      await expect(app.bin('tsc', ['-p', 'vite'])).resolves.toBe('')
    })

    it('shows the README’s spread', async () => {
      expect(await textOf('readme', /\d\.\d\d/)).toMatch(/^\d+\.\d\d$/)
    })

    it('shows the quick start’s quotes and status', async () => {
      expect(await textOf('quick-start', /by streaming/)).toMatch(/SPY: \d+[^]*QQQ: \d+[^]*I:SPX: \d+/)
    })

    it('shows two accounts side by side', async () => {
      await page.locator('#accounts p', { hasText: PRICE }).nth(1).waitFor()

      expect(await page.locator('#accounts p').count()).toBe(2)
    })

    it('shows a chain with quotes, and its expirations', async () => {
      await page.locator('#chain td', { hasText: PRICE }).first().waitFor()

      expect(await textOf('chain', /\d{4}-\d\d-\d\d, /)).toMatch(PRICE)
    })

    it('draws a chart', async () => {
      await page.locator('#chart canvas').first().waitFor()

      expect(await page.locator('#chart canvas').count()).toBeGreaterThan(1)
    })

    it('shows a part of a thousand rows, and streams it', async () => {
      await page.locator('#table span', { hasText: PRICE }).first().waitFor()
      const shown = await page.locator('#table span', { hasText: 'O:SPY' }).count()

      expect(shown).toBeGreaterThan(10)
      expect(shown).toBeLessThan(100)
    })

    it('shows what a server, a store alone and the migration guide have to show', async () => {
      expect(await textOf('server-rendering', PRICE)).toMatch(PRICE)
      expect(await textOf('store', /650/)).toBe('650')
      expect(await textOf('migration', PRICE)).toMatch(PRICE)
    })

    it('leaves the developer panel out of what is built', async () => {
      expect(await page.locator('#devtools').innerText()).toBe('')
    })

    it('streams in a web worker', async () => {
      expect(await textOf('worker', /by stream/)).toBe('SPY by stream')
    })

    it('renders on a server, with one token for all requests', async () => {
      await app.bin('vite', ['build', 'vite', '--ssr', 'src/docs/server-rendering/page.tsx', '--outDir', 'server'])
      const rendered = await app.node(['--input-type=module', '-e', RENDER, proxy.url])

      expect(JSON.parse(rendered)).toEqual({
        prices: [expect.stringMatching(PRICE), expect.stringMatching(PRICE)],
        tokens: 1,
      })
    })

    it('complains about nothing', () => {
      expect(complaints).toEqual([])
    })
  })

  it('of webpack are bundled without a warning, and stream in page and worker', async () => {
    const complaints = await app.node(['webpack/build.mjs'])
    const dist = join(app.folder, 'webpack/dist')
    await copyFile(join(app.folder, 'webpack/index.html'), join(dist, 'index.html'))
    const proxy = await market.proxy({ staticDir: dist })
    const page = await browser.newPage({ locale: 'en-US' })
    await page.goto(proxy.url)
    await page.locator('b[title="stream"]', { hasText: /^\d+\.\d\d$/ }).waitFor()
    await page.locator('output', { hasText: 'SPY by stream' }).waitFor()
    await page.close()
    await proxy.close()

    expect(JSON.parse(complaints)).toEqual([])
  })
})

const RENDER = `
const { renderPage } = await import('./vite/server/page.js')
const ask = globalThis.fetch
let tokens = 0
globalThis.fetch = (input, init) => {
  if (String(input.url ?? input).endsWith('/api/ws-token')) tokens += 1
  return ask(input, init)
}
const pages = [await renderPage(process.argv[1]), await renderPage(process.argv[1])]
console.log(JSON.stringify({ prices: pages.map(({ html }) => html), tokens }))
process.exit()
`
