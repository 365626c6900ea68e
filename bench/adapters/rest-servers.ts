import { createProxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'

/*
 * Simulator and proxy in a process of their own, so that they do not share a core's time with the client under
 * measurement. Answers the parent with the proxy's address; `{ slowMs }` from the parent sets the vendor's latency.
 */

const simulator = await createSimulator({ seed: 7, ticksPerSecond: 1 })
const proxy = await createProxy({
  apiKey: simulator.apiKey,
  restUrl: simulator.restUrl,
  wsUrl: simulator.wsUrl,
  port: 0,
  logLevel: 'silent',
  tokensPerMinute: 1_000_000,
  restPerMinute: 1_000_000,
  requestsPerMinute: 1_000_000,
})

process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'slowMs' in message && typeof message.slowMs === 'number') {
    simulator.faults.slow(message.slowMs)
    process.send?.({ slowMs: message.slowMs })
  }
})
process.on('disconnect', () => {
  void proxy.close().then(() => simulator.close())
})
process.send?.({ url: proxy.url })
