import { glob, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(import.meta.dirname, '.snippets')
const FENCE = /^```(tsx?)([^\n]*)\n(.*?)^```$/gms

/** A code block of a page. */
export interface Snippet {
  /** `quick-start-2`: the page and the how manieth block of TypeScript it is. */
  readonly name: string
  readonly path: string
  /** Marked `run`: it stands on its own and ends by itself. */
  readonly isRun: boolean
}

/** Writes every block of TypeScript of the README and the guides to a file, beside a package that leads to the sources. */
export async function writeSnippets(): Promise<readonly Snippet[]> {
  await removeSnippets()
  await mkdir(join(FOLDER, 'node_modules/massive-market-data'), { recursive: true })
  await linkPackage(join(FOLDER, 'node_modules/massive-market-data'))
  // a scope of its own: the name means the linked package, not the one around it
  await writeFile(join(FOLDER, 'package.json'), '{ "private": true, "type": "module" }')
  await writeFile(join(FOLDER, 'tsconfig.json'), JSON.stringify(TSCONFIG))
  const snippets: Snippet[] = []
  for (const page of await pages()) snippets.push(...(await writePage(page)))
  return snippets
}

export const removeSnippets = (): Promise<void> => rm(FOLDER, { recursive: true, force: true })

async function pages(): Promise<readonly string[]> {
  const found = ['README.md']
  for await (const path of glob('docs/{*,recipes/*}.md', { cwd: ROOT })) found.push(path)
  return found.sort((a, b) => a.localeCompare(b))
}

async function writePage(page: string): Promise<Snippet[]> {
  const text = await readFile(join(ROOT, page), 'utf8')
  const name = basename(page, '.md')
  const snippets: Snippet[] = []
  for (const [index, [, extension = 'ts', info = '', code = '']] of [...text.matchAll(FENCE)].entries()) {
    const file = /\bfile=(\S+)/.exec(info)?.[1] ?? `${name}-${index + 1}.${extension}`
    const path = join(FOLDER, name, file)
    await mkdir(dirname(path), { recursive: true })
    // without an import or export a file is a script, and its names are everybody's
    const text = /^import /m.test(code) ? code : `${PREAMBLES[name] ?? ''}${code}\nexport {}\n`
    await writeFile(path, text)
    snippets.push({ name: `${name}-${index + 1}`, path, isRun: /\brun\b/.test(info) })
  }
  return snippets
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
  extends: '../../../tsconfig.json',
  compilerOptions: { noUnusedLocals: false },
  include: ['**/*.ts', '**/*.tsx'],
  exclude: ['node_modules'],
}

export const SNIPPETS_FOLDER = FOLDER
