import { createProxy } from '../../proxy/index.ts'
import { createSimulator } from '../../simulator/index.ts'

/*
 * Simulator and proxy in a process of their own, so that they do not share a core's time with the client under
 * measurement. Tells the parent the proxy's address.
 */

const simulator = await createSimulator({ seed: 7, ticksPerSecond: 2000 })
const proxy = await createProxy({
  apiKey: simulator.apiKey,
  restUrl: simulator.restUrl,
  wsUrl: simulator.wsUrl,
  port: 0,
  logLevel: 'silent',
})
process.on('disconnect', () => {
  void proxy.close().then(() => simulator.close())
})
process.send?.({ url: proxy.url })
