import { execFile } from 'node:child_process'
import { access, cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')

interface PackedFile {
  readonly path: string
  readonly size: number
}

describe('the packed package in a fresh folder', () => {
  let folder: string
  let files: readonly PackedFile[]

  beforeAll(async () => {
    await buildWhereMissing()
    folder = await mkdtemp(join(tmpdir(), 'consumer-'))
    const packed = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT })
    const answer = packedOf(JSON.parse(packed.stdout))
    files = answer.files
    await cp(join(import.meta.dirname, 'fixture'), folder, { recursive: true })
    const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts']
    await run('npm', [...install, `./${answer.filename}`], { cwd: folder })
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const node = async (script: string): Promise<string> => {
    const { stdout } = await run(process.execPath, [script], { cwd: folder, timeout: 60_000 })
    return stdout.trim()
  }
  const bin = async (name: string, ...words: readonly string[]): Promise<string> => {
    const { stdout } = await run(join(folder, 'node_modules/.bin', name), words, { cwd: join(folder, 'vite') })
    return stdout
  }

  it('holds what was built and nothing else', () => {
    const others = files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'))

    expect(others.toSorted((a, b) => a.localeCompare(b))).toEqual(['LICENSE', 'package.json', 'README.md'])
    expect(files.filter(({ path }) => /(?<!\.d)\.tsx?$|\.test\.|fixture/.test(path))).toEqual([])
  })

  it('is imported by Node without side effects', async () => {
    const { names, handles, globals } = importsOf(JSON.parse(await node('node/imports.mjs')))

    expect(Object.values(names).every((exported) => exported.length > 0)).toBe(true)
    expect(names['/']).toContain('massive')
    expect(handles).toEqual([])
    // zod keeps its registry there, shared by all of its copies
    expect(globals.filter((name) => !name.startsWith('__zod_'))).toEqual([])
  })

  it('streams in a worker thread from its own proxy and simulator', async () => {
    expect(JSON.parse(await node('node/live.mjs'))).toEqual({ asked: 'SPY', streamed: 'SPY' })
  })

  it('renders on a server', async () => {
    expect(await node('node/render.mjs')).toBe('<b>no price yet</b>')
  })

  it('marks the React entry as client code', async () => {
    const text = await readFile(join(folder, 'node_modules/massive-market-data/dist/src/react/index.js'), 'utf8')

    expect(text).toMatch(/^['"]use client['"]/)
  })

  it('has types that a strict app compiles against', async () => {
    await expect(bin('tsc', '-p', '.')).resolves.toBe('')
  })

  it('is bundled by Vite, page and worker', async () => {
    await bin('vite', 'build', '--logLevel', 'warn')
    const assets = await readdir(join(folder, 'vite/dist/assets'))

    expect(assets.filter((name) => name.startsWith('worker'))).toHaveLength(1)
    expect(assets.filter((name) => name.startsWith('index'))).toHaveLength(1)
  })

  it('costs what is used', async () => {
    const out = join(folder, 'shaken')
    await run(process.execPath, ['--input-type=module', '-e', SHAKE, join(folder, 'vite/src/shaken.ts'), out], {
      cwd: folder,
    })
    const text = await readFile(join(out, 'shaken.js'), 'utf8')

    expect(text).not.toMatch(/WebSocket|zustand|fetch/)
    expect(gzipSync(text).length).toBeLessThan(2_000)
  })

  it('brings the codemod', async () => {
    expect(await bin('massive-market-data', '--help')).toContain('massive-market-data migrate <directory>')
    expect(await bin('massive-market-data', 'migrate', 'src', '--dry')).toContain('1 of 4 files would change')
  })
})

const SHAKE = `
import { build } from 'vite'
const [entry, outDir] = process.argv.slice(1)
await build({
  configFile: false,
  logLevel: 'silent',
  build: { lib: { entry, formats: ['es'], fileName: 'shaken' }, outDir, minify: true, target: 'es2023' },
})
`

// checks build before they come here; a test run alone may not have
async function buildWhereMissing(): Promise<void> {
  try {
    await access(join(ROOT, 'dist/src/index.js'))
    await access(join(ROOT, 'dist/src/index.d.ts'))
    await access(join(ROOT, 'dist/massive-market-data.js'))
  } catch {
    await run('npm', ['run', 'build'], { cwd: ROOT })
  }
}

interface Packed {
  readonly filename: string
  readonly files: readonly PackedFile[]
}

// npm's own answer: one entry for the one package, in a list or by name
function packedOf(answer: unknown): Packed {
  const [packed] = Object.values(unchecked<Record<string, Packed>>(answer))
  if (packed === undefined) throw new Error('npm packed nothing')
  return packed
}

interface Imports {
  readonly names: Readonly<Record<string, readonly string[]>>
  readonly handles: readonly string[]
  readonly globals: readonly string[]
}

const importsOf = (answer: unknown): Imports => unchecked(answer)

// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- answers of processes started here
const unchecked = <T>(value: unknown): T => value as T
