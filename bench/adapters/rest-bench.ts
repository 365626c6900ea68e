import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import type { MassiveRestOptions } from '../../adapters/rest/rest-types.ts'
import { systemClock } from '../../domain/clock.ts'

/** One measured figure, and the bound it has to keep where there is one. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly limit?: { readonly atMost: number } | { readonly atLeast: number }
}

export interface BenchServers {
  readonly tokens: MassiveTokenManager
  readonly restOptions: MassiveRestOptions
  /** Adds so many milliseconds to each answer of the vendor. */
  slow(ms: number): Promise<void>
  stop(): void
}

/** Simulator and proxy in another process, and what a client needs to reach them. */
export async function startServers(): Promise<BenchServers> {
  const child = fork(fileURLToPath(new URL('rest-servers.ts', import.meta.url)))
  const reply = (): Promise<unknown> => new Promise((resolve) => child.once('message', resolve))
  const started = await reply()
  if (typeof started !== 'object' || started === null || !('url' in started))
    throw new Error('The servers did not start')
  const url = String(started.url)
  const outside = { clock: systemClock, fetch, random: Math.random }
  const tokens = new MassiveTokenManager({ ...outside, tokenUrl: `${url}/api/ws-token` })
  return {
    tokens,
    restOptions: { ...outside, baseUrl: `${url}/api/massive`, tokens },
    async slow(slowMs) {
      child.send({ slowMs })
      await reply()
    },
    stop: () => child.disconnect(),
  }
}

export async function timed(task: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await task()
  return performance.now() - startedAt
}

export function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN
}

/** A table, or with `--json` one object. A figure beyond its limit is marked; the figures are the answer all the same. */
export function print(bench: string, figures: readonly Figure[]): void {
  if (process.argv.includes('--json')) {
    const marked = figures.map(({ name, value, unit, limit }) => ({
      name,
      value,
      unit,
      limit,
      isKept: isKept(value, limit),
    }))
    process.stdout.write(`${JSON.stringify({ bench, figures: marked })}\n`)
    return
  }
  console.log(bench)
  for (const { name, value, unit, limit } of figures) {
    console.log(`  ${name.padEnd(48)} ${round(value).toString().padStart(9)} ${unit}${boundOf(value, limit)}`)
  }
}

function boundOf(value: number, limit: Figure['limit']): string {
  if (limit === undefined) return ''
  const bound = 'atMost' in limit ? `≤ ${limit.atMost}` : `≥ ${limit.atLeast}`
  return isKept(value, limit) ? `  (${bound})` : `  (${bound}: MISSED)`
}

function isKept(value: number, limit: Figure['limit']): boolean {
  if (limit === undefined) return true
  return 'atMost' in limit ? value <= limit.atMost : value >= limit.atLeast
}

const round = (value: number): number => Math.round(value * 100) / 100
