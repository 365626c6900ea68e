// Bundles each browser entry with all of its dependencies (React left out), and compares gzip sizes with the limits.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

interface Limit {
  readonly name: string
  /** What an app would write. */
  readonly code: string
  readonly limitKb: number
  /** Where it should come down to. */
  readonly aimKb?: number
}

const limits: readonly Limit[] = [
  { name: 'core: everything of "."', code: `export * from './dist/src/index.js'`, limitKb: 70, aimKb: 36 },
  {
    name: 'core + everything of "./react" but the developer panel',
    code: `export * from './dist/src/index.js'; export { MassiveProvider, useAggregates, useConnectionHealth, useMarketData, useMarketStatus, useMassive, useOptionsChain, useQuote, useQuotes, useTrades, useWatchlist } from './dist/src/react/index.js'`,
    limitKb: 73,
    aimKb: 42,
  },
  {
    name: 'tree-shaken: one selector of "."',
    code: `export { selectQuote } from './dist/src/index.js'`,
    limitKb: 3,
  },
]

const ENTRY = join(process.cwd(), 'entry.js')

async function bundledGzip(code: string): Promise<number> {
  const result = await build({
    configFile: false,
    root: process.cwd(),
    mode: 'production',
    logLevel: 'warn',
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? code : undefined),
      },
    ],
    build: {
      write: false,
      minify: true,
      // an app's build: vite leaves white space in libraries
      rolldownOptions: {
        input: ENTRY,
        preserveEntrySignatures: 'strict',
        external: [/^react($|\/)/, /^react-dom($|\/)/],
        onLog: (level, log, print) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && print(level, log),
      },
    },
  })
  const outputs = Array.isArray(result) ? result : [result]
  const chunks = outputs.flatMap((output) => ('output' in output ? output.output : []))
  return gzipSync(chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n')).length
}

async function pageGzip(): Promise<number> {
  const folder = 'demo/dist/assets'
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  const sizes = await Promise.all(scripts.map(async (name) => gzipSync(await readFile(join(folder, name))).length))
  return sizes.reduce((sum, size) => sum + size, 0)
}

const rows = [
  ...(await Promise.all(
    limits.map(async ({ name, code, limitKb, aimKb }) => ({ name, limitKb, aimKb, bytes: await bundledGzip(code) })),
  )),
  { name: 'the page: all of its JavaScript', limitKb: 250, aimKb: undefined, bytes: await pageGzip() },
]
for (const { name, bytes, limitKb, aimKb } of rows) {
  const verdict = bytes <= limitKb * 1000 ? 'ok' : 'TOO LARGE'
  console.log(
    `${(bytes / 1000).toFixed(1).padStart(7)} kB of ${String(limitKb).padStart(3)}  ${verdict.padEnd(10)} ${name}${aimKb === undefined ? '' : ` (aim: ${aimKb})`}`,
  )
}
if (rows.some(({ bytes, limitKb }) => bytes > limitKb * 1000)) process.exitCode = 1
