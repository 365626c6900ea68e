// Simulator + proxy + page. With MASSIVE_API_KEY set, the real upstream takes the simulator's place.
import { randomBytes } from 'node:crypto'
import { build } from 'vite'
import { ConfigurationError, isMarketDataError } from '../domain/errors.ts'
import { settingsFromEnvironment, variableOf } from '../proxy/environment.ts'
import { createProxy } from '../proxy/index.ts'
import { createSimulator } from '../simulator/index.ts'
import type { Simulator } from '../simulator/index.ts'

const PAGE = 'demo/dist'
const TICKS_PER_SECOND = 400

async function main(): Promise<void> {
  const settings = settingsFromEnvironment(process.env)
  if (settings.apiKey === undefined && (settings.restUrl ?? settings.wsUrl) !== undefined) {
    throw new ConfigurationError(
      'MASSIVE_API_KEY',
      'is not set, but MASSIVE_REST_URL or MASSIVE_WS_URL is: set all or none',
    )
  }
  const [simulator] = await Promise.all([
    settings.apiKey === undefined ? startSimulator() : undefined,
    build({ configFile: 'vite.config.ts', logLevel: 'warn' }),
  ])
  const upstream = simulator && {
    apiKey: simulator.apiKey,
    restUrl: simulator.restUrl,
    wsUrl: simulator.wsUrl,
    faults: `${simulator.restUrl}/__faults`,
  }
  const proxy = await createProxy({ logLevel: 'warn', staticDir: PAGE, ...settings, ...upstream })
  console.log(`\n  massive-market-data: ${proxy.url}`)
  console.log(`  data: ${simulator ? 'simulated; set MASSIVE_API_KEY for the real thing' : 'Massive, with your key'}\n`)
  stopOnSignal(async () => {
    await proxy.close()
    await simulator?.close()
  })
}

const startSimulator = (): Promise<Simulator> =>
  createSimulator({ apiKey: `simulated-${randomBytes(8).toString('hex')}`, ticksPerSecond: TICKS_PER_SECOND })

function stopOnSignal(close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void close().finally(() => process.exit(0))
    })
  }
}

main().catch((error: unknown) => {
  console.error(isMarketDataError(error) ? `\n  ${error.message}${variableFor(error)}\n` : error)
  process.exit(1)
})

/** An option's own name says nothing to who sets variables. */
function variableFor(error: unknown): string {
  const variable = error instanceof ConfigurationError ? variableOf(error.option) : undefined
  return variable === undefined ? '' : ` (set by ${variable})`
}
