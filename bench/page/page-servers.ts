import { createProxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'

/*
 * Simulator, proxy and the built page in a process of their own. Tells the parent the proxy's address; then
 * `{ ticksPerSecond }` sets the market's pace, and every message is answered with the CPU time used so far.
 */

const [staticDir] = process.argv.slice(2)
const simulator = await createSimulator({ ticksPerSecond: 400 })
const proxy = await createProxy({
  apiKey: simulator.apiKey,
  restUrl: simulator.restUrl,
  wsUrl: simulator.wsUrl,
  faults: `${simulator.restUrl}/__faults`,
  port: 0,
  logLevel: 'silent',
  staticDir,
  tokensPerMinute: 1_000,
  requestsPerMinute: 100_000,
  restPerMinute: 100_000,
})

process.on('message', (message) => {
  if (typeof message === 'object' && message !== null && 'ticksPerSecond' in message) {
    simulator.faults.burst(Number(message.ticksPerSecond))
  }
  const { user, system } = process.cpuUsage()
  process.send?.({ cpuSeconds: (user + system) / 1e6 })
})
process.on('disconnect', () => {
  void proxy.close().then(() => simulator.close())
})
process.send?.({ url: proxy.url })
