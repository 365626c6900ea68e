import { parseArgs } from 'node:util'
import { isMarketDataError } from '../domain/errors.ts'
import { createSimulator } from './simulator.ts'
import type { SimulatorOptions } from './options.ts'

const USAGE = `node simulator/cli.ts [options]

  --port N        port to listen on (0 picks a free one)              default 0
  --host NAME     address to listen on                                default 127.0.0.1
  --seed N        equal seeds give equal prices                       default 1
  --key TEXT      the API key that clients must send                  default simulator
  --rate N        events a second, 1 to 50000                         default 200
  --calendar      keep New York's trading hours instead of trading at any time
  --delayed       be 15 minutes late, like a delayed plan
  --help          show this`

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  seed: { type: 'string' },
  key: { type: 'string' },
  rate: { type: 'string' },
  calendar: { type: 'boolean' },
  delayed: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

const values = readArguments()

if (values.help === true) console.log(USAGE)
else await run()

function readArguments(): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'] {
  try {
    return parseArgs({ options: OPTIONS }).values
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`)
    return process.exit(1)
  }
}

async function run(): Promise<void> {
  const simulator = await createSimulator(toOptions()).catch(fail)
  console.log(`REST      ${simulator.restUrl}`)
  console.log(`WebSocket ${simulator.wsUrl}`)
  console.log(`API key   ${simulator.apiKey}`)
  const stop = (): void => void simulator.close().then(() => process.exit(0))
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

function toOptions(): SimulatorOptions {
  return {
    ...(values.port !== undefined && { port: Number(values.port) }),
    ...(values.host !== undefined && { host: values.host }),
    ...(values.seed !== undefined && { seed: Number(values.seed) }),
    ...(values.key !== undefined && { apiKey: values.key }),
    ...(values.rate !== undefined && { ticksPerSecond: Number(values.rate) }),
    ...(values.calendar === true && { session: 'calendar' as const }),
    ...(values.delayed === true && { delayed: true }),
  }
}

function fail(error: unknown): never {
  console.error(isMarketDataError(error) ? error.message : `The simulator could not start: ${String(error)}`)
  process.exit(1)
}
