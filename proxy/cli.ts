#!/usr/bin/env node
import { ConfigurationError, isMarketDataError, MarketDataError } from '../domain/errors.ts'
import { settingsFromEnvironment, variableOf } from './environment.ts'
import { createProxy } from './server.ts'

const HELP = `massive-proxy: serves one Massive.com account to many browsers, without showing them the key.

Set MASSIVE_API_KEY and start it. All settings come from the environment; docs/operations.md lists them.
  PORT, HOST                 where to listen (8080, 127.0.0.1)
  MASSIVE_REST_URL, MASSIVE_WS_URL   the vendor (https://api.massive.com, wss://socket.massive.com)
  PROXY_TOKEN_SECRET         signs tokens; several, separated by commas, to rotate
  PROXY_ALLOWED_ORIGINS      pages on other origins that may use it, separated by commas
`

async function main(): Promise<void> {
  const [argument] = process.argv.slice(2)
  if (argument === '--help' || argument === '-h') return void process.stdout.write(HELP)
  if (argument !== undefined)
    throw new MarketDataError(`there is no ${argument}: all settings come from the environment; see --help`)
  const proxy = await createProxy(settingsFromEnvironment(process.env))
  process.stdout.write(`massive-proxy listens on ${proxy.url}\n`)
  const stop = (): void => {
    void proxy.close().then(() => process.exit(0))
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`massive-proxy could not start: ${explain(error)}\n`)
  process.exitCode = 1
}

function explain(error: unknown): string {
  if (!isMarketDataError(error)) return error instanceof Error ? error.message : String(error)
  const variable = error instanceof ConfigurationError ? variableOf(error.option) : undefined
  return variable === undefined ? error.message : `${error.message} (set by ${variable})`
}
