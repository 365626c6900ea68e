// Many clients in one process; they count what they are sent and read the time of every fiftieth frame's last quote.
import { WebSocket } from 'ws'
import { percentile, shareOf, symbolsOf } from './shape.ts'
import type { Delivered, Shape } from './shape.ts'

const SAMPLE_EVERY = 50
/** Looking for quotes in every frame would make these clients slower than what they measure. */
const COUNT_EVERY = 4
const MARK = Buffer.from('"symbol":"')
const [, , kind, url = ''] = process.argv

let quotes = 0
let frames = 0
let startedAt = performance.now()
let usedBefore = process.cpuUsage()
let latencies: number[] = []
const sockets: WebSocket[] = []

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
  const text = frame.toString('latin1')
  const at = text.lastIndexOf('"timestamp":')
  latencies.push(Date.now() - Number.parseInt(text.slice(at + 12, at + 25), 10))
}

function open(symbols: readonly string[], isStalled: boolean): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true })
  sockets.push(socket)
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data) => {
      if (Buffer.isBuffer(data)) onFrame(socket, data, symbols, isStalled, resolve)
    })
  })
}

function onFrame(
  socket: WebSocket,
  data: Buffer,
  symbols: readonly string[],
  isStalled: boolean,
  ready: () => void,
): void {
  const first = data[0]
  if (kind === 'proxy') {
    if (data.includes('"authenticated"')) {
      if (symbols.length > 0) socket.send(JSON.stringify({ action: 'subscribe', symbols }))
      if (isStalled) setTimeout(() => socket.pause(), 500)
      return ready()
    }
    if (data.includes('"type":"ack"')) return
    return count(data)
  }
  // Engine.IO: 0 open, 2 ping; Socket.IO inside 4: 40 connected, 42 event
  if (first === 0x30) return socket.send('40')
  if (first === 0x32) return socket.send('3')
  if (first === 0x34 && data[1] === 0x30) {
    socket.send(`42${JSON.stringify(['subscribe', symbols])}`)
    if (isStalled) setTimeout(() => socket.pause(), 500)
    return ready()
  }
  count(data)
}

async function connect({ clients, stalled, symbols, symbolsPerClient }: Shape): Promise<void> {
  const all = symbolsOf(symbols)
  for (let index = 0; index < clients + stalled; index += 50) {
    const batch = Array.from({ length: Math.min(50, clients + stalled - index) }, (_, each) =>
      open(shareOf(all, index + each, symbolsPerClient), index + each >= clients),
    )
    await Promise.all(batch)
  }
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

process.on('message', (message: Shape | 'take') => {
  if (message === 'take') process.send?.(take())
  else void connect(message).then(() => process.send?.('connected'))
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
