import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readBlocks } from './blocks.ts'
import type { Block } from './blocks.ts'

export const ROOT = join(import.meta.dirname, '../..')
const FOLDERS = join(import.meta.dirname, '.snippets')

/** A code block of a page, as a file. */
export interface Snippet extends Block {
  readonly path: string
}

export interface Snippets {
  readonly folder: string
  readonly all: readonly Snippet[]
  /** Imports the snippet that its page calls so. */
  load<TModule>(file: string): Promise<TModule>
  remove(): Promise<void>
}

/** Writes the blocks that need no app around them to files, beside a package that leads to the sources. */
export async function writeSnippets(name: string): Promise<Snippets> {
  const folder = join(FOLDERS, name)
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  await remove()
  await mkdir(join(folder, 'node_modules/massive-market-data'), { recursive: true })
  await linkPackage(join(folder, 'node_modules/massive-market-data'))
  // a scope of its own: the name means the linked package, not the one around it
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }')
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  const blocks = await readBlocks()
  const all = await Promise.all(blocks.filter(({ app }) => app === undefined).map((block) => writeBlock(folder, block)))
  return {
    folder,
    all,
    remove,
    async load<TModule>(file: string) {
      const path = all.find((snippet) => snippet.file === file)?.path ?? ''
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the caller knows the page
      return (await import(/* @vite-ignore */ path)) as TModule
    },
  }
}

async function writeBlock(folder: string, block: Block): Promise<Snippet> {
  const { page, name, extension, code, file = `${name}.${extension}` } = block
  const path = join(folder, page, file)
  await mkdir(dirname(path), { recursive: true })
  // without an import or export a file is a script, and its names are everybody's
  await writeFile(path, /^import /m.test(code) ? code : `${PREAMBLES[page] ?? ''}${code}\nexport {}\n`)
  return { ...block, path }
}

async function linkPackage(home: string): Promise<void> {
  // the sources' folders one by one: a link to the root would lead whoever searches this folder for tests to all of them
  for (const folder of LAYERS) await symlink(join(ROOT, folder), join(home, folder))
  const entries = ['react', 'charts', 'legacy', 'compat', 'testing']
  const exports = {
    '.': './src/index.ts',
    ...Object.fromEntries(entries.map((entry) => [`./${entry}`, `./src/${entry}/index.ts`])),
    './proxy': './proxy/index.ts',
    './simulator': './simulator/index.ts',
  }
  await writeFile(join(home, 'package.json'), JSON.stringify({ name: 'massive-market-data', type: 'module', exports }))
}

const LAYERS = ['src', 'store', 'slices', 'adapters', 'domain', 'proxy', 'simulator']

/** What fragments of a page take for granted. */
const PREAMBLES: Readonly<Record<string, string>> = {
  operations: `
import { createProxy } from 'massive-market-data/proxy'
declare const apiKey: string
declare const sessions: { userOf(cookie?: string): Promise<{ id: string; hasOptions: boolean } | undefined> }
declare function verifyAccessToken(token?: string): Promise<{ sub: string } | undefined>
`,
}

// as strict as the package itself; an example may name what it does not use
const TSCONFIG = {
  extends: join(ROOT, 'tsconfig.json'),
  compilerOptions: { noUnusedLocals: false },
  include: ['**/*.ts', '**/*.tsx'],
  exclude: ['node_modules'],
}
