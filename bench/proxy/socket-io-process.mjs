// The same fan-out as most would write it: socket.io, a room a symbol, an emit an update.
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { WebSocket } from 'ws'
import { parseStreamFrame } from '../../domain/massive/stream-frames.ts'
import { answerUsage } from './usage.ts'

const [, , vendor = ''] = process.argv
const http = createServer()
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false })
io.on('connection', (socket) => {
  socket.on('subscribe', (symbols) => void socket.join([...symbols]))
})
const upstream = new WebSocket(`ws://${vendor}/options`)
upstream.on('open', () => upstream.send('{"action":"auth","params":"bench-key"}'))
upstream.on('message', (data) => {
  const { events } = parseStreamFrame(Buffer.isBuffer(data) ? data.toString() : '')
  for (const event of events) {
    if (event.ev !== 'Q') continue
    const { sym, bp, ap, bs, as, t } = event
    const quote = { symbol: sym, bid: bp, ask: ap, bidSize: bs, askSize: as, timestamp: t, source: 'stream' }
    io.to(sym).emit('Q', quote)
  }
})
http.listen(0, '127.0.0.1', () => {
  const address = http.address()
  const port = typeof address === 'object' ? address?.port : 0
  answerUsage()
  process.send?.({ url: `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket` })
})
