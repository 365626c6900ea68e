// The proxy under test, in a process of its own.
import { createProxy } from '../../proxy/server.ts'
import { tokenSchema } from './shape.ts'
import { answerUsage } from './usage.ts'

const [, , vendor = '', maxRateHz] = process.argv
const proxy = await createProxy({
  apiKey: 'bench-key',
  restUrl: `http://${vendor}`,
  wsUrl: `ws://${vendor}`,
  port: 0,
  metricsPort: 0,
  logLevel: 'silent',
  checkKey: false,
  maxClients: 20_000,
  maxClientsPerAddress: 20_000,
  maxClientsPerSubject: 20_000,
  optionQuoteLimit: 10_000,
  tokensPerMinute: 100_000,
  maxRateHz: maxRateHz === undefined ? undefined : Number(maxRateHz),
})
const response = await fetch(`${proxy.url}/api/ws-token`, { method: 'POST' })
const { token } = tokenSchema.parse(await response.json())
answerUsage()
process.send?.({ url: `${proxy.wsUrl}/options?token=${token}`, metricsUrl: `${proxy.metricsUrl}/metrics` })
