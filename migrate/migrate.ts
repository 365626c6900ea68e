import { readdir, readFile, writeFile } from 'node:fs/promises'
import { extname, join, relative, resolve } from 'node:path'
import { unifiedDiff } from './diff.ts'
import { createOldExports } from './old-exports.ts'
import { parseSource } from './parse.ts'
import type { Source } from './parse.ts'
import { transform } from './transform.ts'
import type { LeftNote } from './transform.ts'

export interface MigrateOptions {
  readonly directory: string
  /** Writes nothing. @default false */
  readonly isDry?: boolean
  /** More modules that hold the old clients, by patterns of their specifiers. */
  readonly sources?: readonly RegExp[]
}

export interface MigratedFile {
  /** Relative to the directory. */
  readonly path: string
  readonly diff: string
  readonly notes: readonly LeftNote[]
}

export interface Migration {
  readonly files: readonly MigratedFile[]
  /** Files that could not be read as JavaScript or TypeScript; they were left alone. */
  readonly failed: readonly { readonly path: string; readonly problem: string }[]
  readonly scanned: number
}

const EXTENSIONS = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'])
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'coverage', 'out'])
/** A file that mentions none of these concerns the codemod only if it can be read. */
const MENTION = /massive/i

/** Rewrites every source file below a directory from the old clients to the new one. */
export async function migrate({ directory, isDry = false, sources = [] }: MigrateOptions): Promise<Migration> {
  const root = resolve(directory)
  const paths = await listSources(root)
  const parsed = new Map<string, Source>()
  const failed: { path: string; problem: string }[] = []
  for (const path of paths) {
    const text = await readFile(path, 'utf8')
    try {
      parsed.set(path, parseSource(path, text))
    } catch (error) {
      if (!MENTION.test(text)) continue
      failed.push({ path: relative(root, path), problem: error instanceof Error ? error.message : String(error) })
    }
  }
  const oldExports = createOldExports(parsed, sources)
  const files: MigratedFile[] = []
  for (const [path, source] of parsed) {
    const { text, notes } = transform(source, oldExports)
    const name = relative(root, path)
    if (text === source.text && notes.length === 0) continue
    if (!isDry && text !== source.text) await writeFile(path, text)
    files.push({ path: name, diff: unifiedDiff(name, source.text, text), notes })
  }
  return { files, failed, scanned: paths.length }
}

async function listSources(directory: string): Promise<string[]> {
  const found: string[] = []
  const entries = await readdir(directory, { withFileTypes: true })
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue
    const path = join(directory, entry.name)
    if (entry.isDirectory()) found.push(...(await listSources(path)))
    else if (EXTENSIONS.has(extname(entry.name)) && !entry.name.endsWith('.d.ts')) found.push(path)
  }
  return found
}
