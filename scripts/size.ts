// What the browser entries cost an app, gzip, with all of their dependencies but React: at once, on demand, together.
// `--detail` tells what each dependency and folder adds.
import { dirname } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Rolldown } from 'vite'
import { build } from 'vite'
import { costs } from './size-costs.ts'

/** An app that uses every value of an entry, but those left out. */
async function everythingOf(entry: string, leftOut: readonly string[] = []): Promise<string> {
  const exported: unknown = await import(`${process.cwd()}/${entry}`)
  const names = Object.keys(exported ?? {}).filter((name) => !leftOut.includes(name))
  return `import { ${names.join(', ')} } from './${entry}'; console.log(${names.join(', ')});`
}

const CORE = await everythingOf('dist/src/index.js')
const HOOKS = await everythingOf('dist/src/react/index.js', ['MarketDataDevtools'])

interface Limits {
  /** The entry and what it imports: fetched before the app's first line runs. */
  readonly atOnceKb: number
  /** With all that is fetched later. */
  readonly togetherKb?: number
}

interface Measured extends Limits {
  readonly name: string
  readonly chunks: () => Promise<readonly Rolldown.OutputChunk[]>
  /** Whether a module is to be counted; the others are taken as given. @default all */
  readonly isCounted?: (path: string) => boolean
}

const isOfLibrary = (path: string): boolean =>
  /^(src|store|slices|adapters|domain)\//.test(path) ||
  /(^|\/)node_modules\/(ky|zod|zustand|immer|reconnecting-websocket)\//.test(path)

const measured: readonly Measured[] = [
  { name: 'core: everything of "."', atOnceKb: 32.9, togetherKb: 78.5, chunks: () => bundled(CORE) },
  {
    name: 'core + "./react" (its developer panel is loaded only where it is imported)',
    atOnceKb: 35.3,
    togetherKb: 81,
    chunks: () => bundled(`${CORE} ${HOOKS}`),
  },
  {
    name: 'tree-shaken: one selector of "."',
    atOnceKb: 3,
    chunks: () => bundled(`import { selectQuote } from './dist/src/index.js'; globalThis.select = selectQuote`),
  },
  { name: 'the page', atOnceKb: 250, togetherKb: 250, chunks: page },
  { name: "the library's part of the page", atOnceKb: 32.7, togetherKb: 79.9, chunks: page, isCounted: isOfLibrary },
]

const ENTRY = `${process.cwd()}/entry.js`

/** As an app's bundler would do it. */
async function bundled(code: string): Promise<readonly Rolldown.OutputChunk[]> {
  return chunksOf(
    await build({
      configFile: false,
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
        sourcemap: true,
        modulePreload: false,
        rolldownOptions: {
          input: ENTRY,
          external: [/^react($|\/)/, /^react-dom($|\/)/],
          onLog: (level, log, print) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && print(level, log),
        },
      },
    }),
  )
}

let builtPage: Promise<readonly Rolldown.OutputChunk[]> | undefined

function page(): Promise<readonly Rolldown.OutputChunk[]> {
  const options = { mode: 'production', logLevel: 'error', build: { write: false, sourcemap: true } } as const
  builtPage ??= build(options).then(chunksOf)
  return builtPage
}

function chunksOf(result: Awaited<ReturnType<typeof build>>): readonly Rolldown.OutputChunk[] {
  const outputs = Array.isArray(result) ? result : [result]
  return outputs
    .flatMap((output) => ('output' in output ? output.output : []))
    .filter((chunk) => chunk.type === 'chunk')
}

/** The entry, and what it cannot run without. */
function fetchedAtOnce(chunks: readonly Rolldown.OutputChunk[]): ReadonlySet<Rolldown.OutputChunk> {
  const found = new Set(chunks.filter((chunk) => chunk.isEntry))
  for (const { imports } of found) {
    for (const chunk of chunks) if (imports.includes(chunk.fileName)) found.add(chunk)
  }
  return found
}

const gzipped = (chunks: Iterable<Rolldown.OutputChunk>): number =>
  Array.from(chunks, ({ code }) => gzipSync(code).length).reduce((sum, size) => sum + size, 0)

const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1).padStart(7)} kB`

function line(bytes: number, limitKb: number | undefined, what: string): void {
  const isOver = limitKb !== undefined && bytes > limitKb * 1000
  if (isOver) process.exitCode = 1
  const limit = limitKb === undefined ? '' : `of ${limitKb}`
  console.log(`${kb(bytes)} ${limit.padEnd(6)} ${(isOver ? 'TOO LARGE' : '').padEnd(9)} ${what}`)
}

for (const { name, atOnceKb, togetherKb, chunks: find, isCounted } of measured) {
  const chunks = await find()
  const atOnce = fetchedAtOnce(chunks)
  const later = chunks.filter((chunk) => !atOnce.has(chunk))
  console.log(`\n${name}`)
  if (isCounted !== undefined) {
    const counted = (part: Iterable<Rolldown.OutputChunk>): number =>
      Array.from(
        part,
        (chunk) => costs(chunk, (path) => (isCounted(path) ? 'counted' : undefined)).get('counted') ?? 0,
      ).reduce((sum, bytes) => sum + bytes, 0)
    line(counted(atOnce), atOnceKb, 'at once')
    line(counted(chunks), togetherKb, 'together')
    continue
  }
  line(gzipped(atOnce), atOnceKb, 'at once')
  for (const chunk of later) line(gzipped([chunk]), undefined, `on demand: ${chunk.name}`)
  if (later.length > 0) line(gzipped(chunks), togetherKb, 'together')
  if (!process.argv.includes('--detail')) continue
  for (const chunk of chunks) {
    console.log(`   ${chunk.fileName}: what would be saved without`)
    for (const [group, bytes] of costs(chunk, groupOf)) console.log(`${kb(bytes)}   ${group}`)
  }
}

/** A dependency by its name, our own by its folder. */
function groupOf(path: string): string | undefined {
  const [, dependency] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? []
  return dependency ?? dirname(path).replace(/^dist\//, '')
}
