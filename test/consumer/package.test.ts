import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { freshApp } from './support/fresh-app.ts'
import type { FreshApp } from './support/fresh-app.ts'

describe('the packed package in a fresh folder', () => {
  let app: FreshApp

  beforeAll(async () => {
    app = await freshApp('plain')
  })

  afterAll(() => app.remove())

  it('holds what was built and nothing else', () => {
    const paths = inject('packed').files.map(({ path }) => path)
    const others = paths.filter((path) => !path.startsWith('dist/'))

    expect(others.toSorted((a, b) => a.localeCompare(b))).toEqual(['LICENSE', 'package.json', 'README.md'])
    expect(paths.filter((path) => /(?<!\.d)\.tsx?$|\.test\.|fixture/.test(path))).toEqual([])
  })

  it('is imported by Node without side effects', async () => {
    const { names, handles, globals } = importsOf(JSON.parse(await app.node(['imports.mjs'])))

    expect(Object.values(names).every((exported) => exported.length > 0)).toBe(true)
    expect(names['/']).toContain('massive')
    expect(handles).toEqual([])
    // zod keeps its registry there, shared by all of its copies
    expect(globals.filter((name) => !name.startsWith('__zod_'))).toEqual([])
  })

  it('streams in a worker thread from its own proxy and simulator', async () => {
    expect(JSON.parse(await app.node(['live.mjs']))).toEqual({ asked: 'SPY', streamed: 'SPY' })
  })

  it('renders on a server', async () => {
    expect(await app.node(['render.mjs'])).toBe('<b>no price yet</b>')
  })

  it('marks the React entry as client code', async () => {
    const text = await readFile(join(app.folder, 'node_modules/massive-market-data/dist/src/react/index.js'), 'utf8')

    expect(text).toMatch(/^['"]use client['"]/)
  })

  it('has types that a strict app compiles against', async () => {
    await expect(app.bin('tsc', ['-p', '.'])).resolves.toBe('')
  })

  it('costs what is used', async () => {
    const out = join(app.folder, 'shaken')
    await app.node(['--input-type=module', '-e', SHAKE, join(app.folder, 'src/shaken.ts'), out])
    const text = await readFile(join(out, 'shaken.js'), 'utf8')

    expect(text).not.toMatch(/WebSocket|zustand|fetch/)
    expect(gzipSync(text).length).toBeLessThan(2_000)
  })

  it('brings the codemod', async () => {
    expect(await app.bin('massive-market-data', ['--help'])).toContain('massive-market-data migrate <directory>')
    expect(await app.bin('massive-market-data', ['migrate', 'src', '--dry'])).toContain('1 of 2 files would change')
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

interface Imports {
  readonly names: Readonly<Record<string, readonly string[]>>
  readonly handles: readonly string[]
  readonly globals: readonly string[]
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the answer of a process started here
const importsOf = (answer: unknown): Imports => answer as Imports
