import { EMPTY_PAGE } from './page-host.ts'
import type { PageHost, Visit } from './page-host.ts'
import { readProbe, restartProbe } from './probe.ts'
import type { Probed } from './probe.ts'

/**
 * A page with nothing on it that takes the same stream and drops it: what this machine makes of frames at that load
 * before any product code runs.
 */
export async function measureFloor(host: PageHost, symbols: readonly string[], durationMs: number): Promise<Probed> {
  const { page, context } = await openFloor(host)
  await page.evaluate(takeStream, symbols)
  await page.waitForTimeout(1_500)
  await page.evaluate(restartProbe)
  await page.waitForTimeout(durationMs)
  const probed = await page.evaluate(readProbe)
  await context.close()
  return probed
}

async function openFloor(host: PageHost): Promise<Visit> {
  const visit = await host.visit([])
  await visit.page.goto(`${host.url}/${EMPTY_PAGE}`)
  return visit
}

/** Runs in the page. */
async function takeStream(symbols: readonly string[]): Promise<void> {
  const response = await fetch('/api/ws-token', { method: 'POST' })
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the proxy's answer
  const { token } = (await response.json()) as { readonly token: string }
  const open = (endpoint: string, mine: readonly string[]): void => {
    const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/ws/${endpoint}`)
    let characters = 0
    socket.addEventListener('message', ({ data }) => {
      characters += String(data).length
      if (String(data).includes('"authenticated"'))
        socket.send(JSON.stringify({ action: 'subscribe', channel: 'Q', symbols: mine }))
    })
    socket.addEventListener('open', () => socket.send(JSON.stringify({ action: 'auth', token })))
  }
  open('options', symbols.filter((symbol) => symbol.startsWith('O:'))) // prettier-ignore
  open('indices', symbols.filter((symbol) => !symbol.startsWith('O:'))) // prettier-ignore
}
