// Many clients in one process; they count what they are sent and read the times of every fiftieth frame's quotes.
import { WebSocket } from 'ws'
import { FILLERS, fillersOf, percentile, shareOf, symbolsOf } from './shape.ts'
import type { Delivered, Extras, Shape } from './shape.ts'

const SAMPLE_EVERY = 50
/** Looking for quotes in every frame would make these clients slower than what they measure. */
const COUNT_EVERY = 4
const MARK = Buffer.from('"symbol":"')
const TIME = '"timestamp":'
const [, , kind, url = ''] = process.argv

let quotes = 0
let frames = 0
let startedAt = performance.now()
let usedBefore = process.cpuUsage()
let latencies: number[] = []
let extraSockets: WebSocket[] = []

let countedBytes = 0
let countedQuotes = 0

/** Exact for every fourth frame; the others hold as many quotes a byte, as all quotes are about as long. */
function quotesIn(frame: Buffer): number {
  if (frames % COUNT_EVERY !== 0) return (frame.length * countedQuotes) / countedBytes
  let found = 0
  for (let at = frame.indexOf(MARK); at >= 0; at = frame.indexOf(MARK, at + MARK.length)) found += 1
  countedBytes += frame.length
  countedQuotes += found
  return found
}

function count(frame: Buffer): void {
  const found = quotesIn(frame)
  if (found === 0) return
  quotes += found
  frames += 1
  if (frames % SAMPLE_EVERY !== 0) return
  readTimes(frame.toString('latin1'))
}

function readTimes(text: string): void {
  const now = Date.now()
  for (let at = text.indexOf(TIME); at >= 0; at = text.indexOf(TIME, at + 1)) {
    const start = at + TIME.length
    latencies.push(now - Number.parseInt(text.slice(start, start + 13), 10))
  }
}

interface Client {
  readonly socket: WebSocket
  readonly symbols: readonly string[]
  /** It has asked for its symbols. */
  readonly ready: () => void
  readonly take: (frame: Buffer) => void
}

async function open(symbols: readonly string[], take: (frame: Buffer) => void = count): Promise<WebSocket> {
  const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true })
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) onFrame({ socket, symbols, ready: resolve, take }, data)
    })
  })
  return socket
}

function onFrame({ socket, symbols, ready, take }: Client, data: Buffer): void {
  const first = data[0]
  if (kind !== 'socket-io') {
    if (data.includes('"authenticated"')) {
      if (symbols.length > 0) socket.send(JSON.stringify({ action: 'subscribe', symbols }))
      return ready()
    }
    if (data.includes('"type":"ack"')) return
    return take(data)
  }
  // Engine.IO: 0 open, 2 ping; Socket.IO inside 4: 40 connected, 42 event
  if (first === 0x30) return socket.send('40')
  if (first === 0x32) return socket.send('3')
  if (first === 0x34 && data[1] === 0x30) {
    socket.send(`42${JSON.stringify(['subscribe', symbols])}`)
    return ready()
  }
  take(data)
}

async function connect({ clients, symbols, symbolsPerClient }: Shape): Promise<void> {
  const all = symbolsOf(symbols)
  for (let index = 0; index < clients; index += 50) {
    const batch = Array.from({ length: Math.min(50, clients - index) }, (_, each) =>
      open(shareOf(all, index + each, symbolsPerClient)),
    )
    await Promise.all(batch)
  }
}

async function setExtras({ extras, isStalled }: Extras): Promise<void> {
  for (const socket of extraSockets) socket.terminate()
  const symbols = [...shareOf(symbolsOf(1_000), 0, 100), ...fillersOf(FILLERS)]
  extraSockets = await Promise.all(Array.from({ length: extras }, () => open(symbols, () => undefined)))
  if (isStalled) for (const socket of extraSockets) socket.pause()
}

function take(): Delivered {
  const seconds = (performance.now() - startedAt) / 1000
  const sorted = latencies.sort((a, b) => a - b)
  const { user, system } = process.cpuUsage(usedBefore)
  const result = {
    quotes,
    frames,
    seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    clientCpuSeconds: (user + system) / 1e6,
  }
  usedBefore = process.cpuUsage()
  quotes = 0
  frames = 0
  latencies = []
  startedAt = performance.now()
  return result
}

async function obey(message: Shape | Extras | 'take'): Promise<unknown> {
  if (message === 'take') return take()
  await ('clients' in message ? connect(message) : setExtras(message))
  return 'done'
}

process.on('message', (message: Shape | Extras | 'take') => {
  void obey(message).then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
