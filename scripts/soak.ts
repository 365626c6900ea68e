// Hours of a proxy's life in minutes: clients come and go, the vendor breaks now and then; at the end everything must be
// back where it began. `npm run soak -- 10` takes ten minutes; SOAK_SECONDS is for shorter runs.
import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { WebSocket } from 'ws'
import * as z from 'zod'
import { createProxy } from '../proxy/server.ts'
import { createSimulator } from '../simulator/index.ts'

const CLIENTS = 60
const CHURN_EVERY_MS = 100
const FAULT_EVERY_MS = 7_000
const SYMBOLS = ['SPY', 'QQQ', 'AAPL', 'MSFT', 'I:SPX', 'I:VIX', 'BRK.B']
const ALLOWED_GROWTH = 0.35

const tokenAnswer = z.object({ token: z.string() })
// the flag makes `gc` known to contexts made after it
setFlagsFromString('--expose-gc')
const collectGarbage = z.custom<() => void>().parse(runInNewContext('gc'))

const minutes = Number(process.argv[2] ?? 10)
const seconds = Number(process.env['SOAK_SECONDS'] ?? minutes * 60)
if (!(seconds > 0)) throw new TypeError(`soak: minutes must be a number above 0, not ${process.argv[2]}`)

const simulator = await createSimulator({ ticksPerSecond: 2_000, maxTrades: 20_000 })
const proxy = await createProxy({
  apiKey: simulator.apiKey,
  restUrl: simulator.restUrl,
  wsUrl: simulator.wsUrl,
  port: 0,
  metricsPort: 0,
  logLevel: 'silent',
  lingerMs: 500,
  socketLingerMs: 500,
  evictedRetryMs: 500,
  maxClientsPerSubject: 1_000,
  tokensPerMinute: 100_000,
})
const clients = new Set<WebSocket>()
let received = 0

async function join(): Promise<void> {
  const response = await fetch(`${proxy.url}/api/ws-token`, { method: 'POST' })
  const { token } = tokenAnswer.parse(await response.json())
  const socket = new WebSocket(`${proxy.wsUrl}/indices?token=${token}`)
  socket.on('error', () => undefined)
  socket.on('message', () => (received += 1))
  socket.on('close', () => clients.delete(socket))
  clients.add(socket)
  await once(socket, 'open')
  const own = SYMBOLS.filter(() => Math.random() < 0.5)
  for (const channel of ['Q', 'T', 'A', 'AM']) {
    if (own.length > 0) socket.send(JSON.stringify({ action: 'subscribe', channel, symbols: own }))
  }
}

function leave(): void {
  const [oldest] = clients
  if (oldest === undefined) return
  // some say goodbye, some just go
  if (Math.random() < 0.5) oldest.close()
  else oldest.terminate()
}

const faults = [
  () => simulator.faults.dropAll(),
  () => simulator.faults.evict('stocks'),
  () => simulator.faults.malformed(5, true),
  () => simulator.faults.rest({ status: 503, count: 3 }),
]

function heapMegabytes(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${proxy.metricsUrl}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith(name))
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** The least heap of each fifth of the time: garbage that was not collected yet is not in it. */
async function live(): Promise<readonly number[]> {
  const startedAt = Date.now()
  const lows: number[] = []
  let faultAt = startedAt + FAULT_EVERY_MS
  let fault = 0
  while (Date.now() - startedAt < seconds * 1_000) {
    if (clients.size < CLIENTS) await join().catch(() => undefined)
    else leave()
    if (Date.now() > faultAt) {
      faults[fault++ % faults.length]?.()
      faultAt = Date.now() + FAULT_EVERY_MS
    }
    const fifth = Math.min(4, Math.floor(((Date.now() - startedAt) / (seconds * 1_000)) * 5))
    lows[fifth] = Math.min(lows[fifth] ?? Infinity, heapMegabytes())
    await pause(clients.size < CLIENTS ? 5 : CHURN_EVERY_MS)
  }
  return lows
}

const lows = await live()
while (clients.size > 0) {
  leave()
  await pause(5)
}
await pause(3_000)
const left = {
  clients: await metric('massive_proxy_clients{'),
  symbols: await metric('massive_proxy_symbols '),
  streams: await metric('massive_proxy_lossless_streams '),
  wanted: await metric('massive_proxy_upstream_wanted{'),
  sockets: await metric('massive_proxy_upstream_up{'),
}
await proxy.close()
await simulator.close()
await pause(200)
const handles = process.getActiveResourcesInfo().filter((name) => /TCP|Timeout/.test(name))

const [, second = 0] = lows
const last = lows.at(-1) ?? 0
const problems = [
  ...Object.entries(left).flatMap(([name, count]) => (count === 0 ? [] : [`${count} ${name} left`])),
  // the first fifth fills caches and the simulator's history
  ...(second > 0 && last > second * (1 + ALLOWED_GROWTH) ? [`heap grew from ${second} to ${last} MB`] : []),
  ...(handles.length > 0 ? [`handles left: ${handles.join(', ')}`] : []),
]
console.log(`soak: ${seconds} s, ${received} frames, heap by fifths ${lows.map((low) => low.toFixed(1)).join(' ')} MB`)
console.log(problems.length === 0 ? 'soak: nothing is left behind' : `soak: ${problems.join('; ')}`)
process.exitCode = problems.length === 0 ? 0 : 1
