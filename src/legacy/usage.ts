import { massive } from '../massive.ts'
import type { MassiveDataProvider } from '../provider.ts'

export interface LegacyOptions {
  /** What the old names work on. @default the shared `massive` */
  readonly provider?: MassiveDataProvider
  /** Takes the one notice of each old name; `null` keeps quiet. @default `console.warn` */
  readonly notify?: ((notice: string) => void) | null
}

const uses = new Map<string, number>()
let provider: MassiveDataProvider | undefined
let notify: LegacyOptions['notify'] = (notice) => console.warn(notice)

/** Sets what the old names work on and where their notices go; what is not given stays as it is. */
export function configureLegacy(options: LegacyOptions): void {
  if (options.provider !== undefined) provider = options.provider
  if (options.notify !== undefined) notify = options.notify
}

/**
 * How often each old name was called since the page loaded, so that a team can see what is left to move.
 *
 * @example legacyUsage() // { 'massiveClient.getQuote': 12, 'massiveWS.onStatus': 1 }
 */
export function legacyUsage(): Readonly<Record<string, number>> {
  return Object.fromEntries([...uses].sort(([left], [right]) => left.localeCompare(right)))
}

/** Forgets the counts, so that every name gives its notice again. */
export function resetLegacyUsage(): void {
  uses.clear()
}

/** What the old names work on. */
export function sharedProvider(): MassiveDataProvider {
  return provider ?? massive
}

/** Counts a call of an old name; the first one is told. */
export function countUse(name: string, replacement: string): void {
  const count = uses.get(name) ?? 0
  uses.set(name, count + 1)
  if (count === 0) notify?.(`massive-market-data: ${name} is deprecated; use ${replacement}. ${HINT}`)
}

const HINT = 'npx massive-market-data migrate <dir> rewrites it.'
