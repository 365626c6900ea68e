import { execFileSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/**
 * Runs every `bench/<folder>/<name>.bench.ts`, or those whose path contains one of the words given, one after the other:
 * `npm run bench`, `npm run bench -- store`, `npm run bench -- --json`. A benchmark's own options are passed on:
 * `npm run bench -- store/store --only massive,query-core --symbols 10000`.
 */

const here = dirname(fileURLToPath(import.meta.url))
const { values: options, positionals: words } = parseArgs({
  allowPositionals: true,
  options: {
    json: { type: 'boolean', default: false },
    heap: { type: 'boolean' },
    only: { type: 'string' },
    symbols: { type: 'string' },
    runs: { type: 'string' },
  },
})
const isJson = options.json
const passedOn = Object.entries(options).flatMap(([name, value]) => {
  if (typeof value === 'string') return [`--${name}`, value]
  return value ? [`--${name}`] : []
})

installPeers()
const benches = globSync('*/*.bench.ts', { cwd: here })
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
  .sort()
if (benches.length === 0) {
  process.stderr.write(
    `No benchmark matches ${words.join(' ')}; there are ${globSync('*/*.bench.ts', { cwd: here }).join(', ')}\n`,
  )
  process.exit(1)
}
const rows: unknown[] = []
for (const bench of benches) {
  if (!isJson) process.stdout.write(`\n${bench}\n\n`)
  const output = run(bench)
  if (output !== null) rows.push(...toRows(output))
}
if (isJson) process.stdout.write(`${JSON.stringify(rows)}\n`)

/** What the product is compared with is installed here alone, at the first run. */
function installPeers(): void {
  if (existsSync(join(here, 'node_modules', '.package-lock.json'))) return
  process.stderr.write("Installing the benchmarks' own packages…\n")
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--prefix', here], { stdio: ['ignore', 'ignore', 'inherit'] })
}

function run(bench: string): string | null {
  return execFileSync(process.execPath, ['--expose-gc', join(here, bench), ...passedOn], {
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', isJson ? 'pipe' : 'inherit', 'inherit'],
    maxBuffer: 1 << 26,
  })
}

function toRows(output: string): readonly unknown[] {
  const parsed: unknown = JSON.parse(output)
  return Array.isArray(parsed) ? parsed : [parsed]
}
