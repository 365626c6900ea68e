// The floor of what any fan-out can reach here: `ws` alone, sending as many frames of the same size at the same pace. No
// quote waits in it: what is measured is the way, and the clients' own process.
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import { answerUsage } from './usage.ts'

const TURNS = 5
const TURN_EVERY_MS = 10
const QUOTES_A_FRAME = 5

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
const sockets: WebSocket[] = []
let turn = 0

server.on('connection', (socket) => {
  socket.on('message', () => sockets.push(socket))
  socket.send('{"type":"status","data":{"status":"authenticated"}}')
})
// each client every fifth turn: 20 frames a second
setInterval(() => {
  turn += 1
  const text = JSON.stringify(Array.from({ length: QUOTES_A_FRAME }, quote))
  for (const [index, socket] of sockets.entries()) if (index % TURNS === turn % TURNS) socket.send(text)
}, TURN_EVERY_MS)
server.on('listening', () => {
  const address = server.address()
  answerUsage()
  process.send?.({ url: `ws://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` })
})

function quote(): object {
  const now = Date.now()
  return {
    type: 'Q',
    data: {
      symbol: 'O:SPY261218C00650000',
      bid: 1.25,
      ask: 1.3,
      bidSize: 10,
      askSize: 20,
      midpoint: 1.275,
      timestamp: now,
      receivedAt: now,
      source: 'stream',
    },
  }
}
