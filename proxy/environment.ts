import { ConfigurationError } from '../domain/errors.ts'
import type { SettingsInput } from './config.ts'

type Reader = (text: string, name: string) => unknown

const text: Reader = (value) => value
const number: Reader = (value, name) => {
  const parsed = Number(value)
  if (value.trim() !== '' && Number.isFinite(parsed)) return parsed
  throw new ConfigurationError(name, `must be a number, not ${JSON.stringify(value)}`)
}
const list: Reader = (value) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
const flag: Reader = (value, name) => {
  if (['1', 'true', 'yes'].includes(value)) return true
  if (['0', 'false', 'no'].includes(value)) return false
  throw new ConfigurationError(name, `must be true or false, not ${JSON.stringify(value)}`)
}

/** The environment's variables: what each sets, and how it is read. `docs/operations.md` lists the same. */
export const ENVIRONMENT = {
  MASSIVE_API_KEY: ['apiKey', text],
  MASSIVE_REST_URL: ['restUrl', text],
  MASSIVE_WS_URL: ['wsUrl', text],
  PORT: ['port', number],
  HOST: ['host', text],
  PROXY_TOKEN_SECRET: ['tokenSecret', list],
  PROXY_TOKEN_TTL_MS: ['tokenTtlMs', number],
  PROXY_ALLOWED_ORIGINS: ['allowedOrigins', list],
  PROXY_STATIC_DIR: ['staticDir', text],
  PROXY_METRICS_PORT: ['metricsPort', number],
  PROXY_METRICS_TOKEN: ['metricsToken', text],
  PROXY_TRUST_PROXY: ['trustProxy', flag],
  PROXY_LOG_LEVEL: ['logLevel', text],
  PROXY_REQUESTS_PER_MINUTE: ['requestsPerMinute', number],
  PROXY_MAX_CLIENTS: ['maxClients', number],
  PROXY_MAX_CLIENTS_PER_ADDRESS: ['maxClientsPerAddress', number],
  PROXY_MAX_CLIENTS_PER_SUBJECT: ['maxClientsPerSubject', number],
  PROXY_MAX_SYMBOLS: ['maxSymbols', number],
  PROXY_MAX_RATE_HZ: ['maxRateHz', number],
  PROXY_OPTION_QUOTE_LIMIT: ['optionQuoteLimit', number],
  PROXY_POLL_INTERVAL_MS: ['pollIntervalMs', number],
  PROXY_MUTE_AFTER_MS: ['muteAfterMs', number],
  PROXY_CLOSE_SPREAD_MS: ['closeSpreadMs', number],
} as const satisfies Record<string, readonly [keyof SettingsInput, Reader]>

/**
 * Settings as the environment has them; what is unset or empty is left to the defaults.
 * The key has none: without `MASSIVE_API_KEY` it is undefined, and `createProxy` refuses to start.
 * @throws ConfigurationError naming the variable
 */
export function settingsFromEnvironment(environment: Readonly<Record<string, string | undefined>>): SettingsInput {
  const settings = Object.entries(ENVIRONMENT).flatMap(([name, [option, read]]) => {
    const value = environment[name]
    return value === undefined || value === '' ? [] : [[option, read(value, name)] as const]
  })
  // only texts are read here; the schema checks every value
  return { apiKey: undefined, ...Object.fromEntries(settings) }
}

/** The name under which the environment sets an option, for messages. */
export function variableOf(option: string): string | undefined {
  return Object.entries(ENVIRONMENT).find(([, [name]]) => name === option)?.[0]
}
