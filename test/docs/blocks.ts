import { glob, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

const ROOT = join(import.meta.dirname, '../..')
const FENCE = /^```(tsx?)([^\n]*)\n(.*?)^```$/gms

/** A code block in TypeScript of the README or a guide. What it is for stands behind the opening fence. */
export interface Block {
  /** The page, without its ending: `quick-start`. */
  readonly page: string
  /** `quick-start-2`: the page and the how manieth block of TypeScript it is. */
  readonly name: string
  readonly extension: 'ts' | 'tsx'
  readonly code: string
  /** `file=…`: what the page tells the reader to call it. */
  readonly file: string | undefined
  /** `app=…`: the app of the consumer tests that it is a part of. They compile and run it, with what it needs. */
  readonly app: string | undefined
  /** `run`: it stands on its own and ends by itself. */
  readonly isRun: boolean
}

/** Every block of TypeScript of the README and the guides. */
export async function readBlocks(): Promise<readonly Block[]> {
  const paths = ['README.md']
  for await (const path of glob('docs/{*,recipes/*}.md', { cwd: ROOT })) paths.push(path)
  const blocks = await Promise.all(paths.sort((a, b) => a.localeCompare(b)).map(blocksOf))
  return blocks.flat()
}

async function blocksOf(path: string): Promise<readonly Block[]> {
  const text = await readFile(join(ROOT, path), 'utf8')
  const page = basename(path, '.md')
  return [...text.matchAll(FENCE)].map(([, extension, info = '', code = ''], index) => ({
    page,
    name: `${page}-${index + 1}`,
    extension: extension === 'tsx' ? 'tsx' : 'ts',
    code,
    file: wordOf(info, 'file'),
    app: wordOf(info, 'app'),
    isRun: /\brun\b/.test(info),
  }))
}

const wordOf = (info: string, name: string): string | undefined => new RegExp(`\\b${name}=(\\S+)`).exec(info)?.[1]
