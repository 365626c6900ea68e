import { execFile } from 'node:child_process'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { outsideEnvironment } from '../../support/outside-environment.ts'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../../..')

/** What `npm pack` made. */
export interface Packed {
  /** The tarball. */
  readonly path: string
  readonly files: readonly { readonly path: string; readonly size: number }[]
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly packed: Packed
  }
}

/** Packs once for all consumer tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildWhereMissing()
  const folder = await mkdtemp(join(tmpdir(), 'packed-'))
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: ROOT,
  })
  const { filename, files } = packedOf(JSON.parse(stdout))
  project.provide('packed', { path: join(folder, filename), files })
  return () => rm(folder, { recursive: true, force: true })
}

// checks build before they come here; a test run alone may not have
async function buildWhereMissing(): Promise<void> {
  try {
    await access(join(ROOT, 'dist/src/index.js'))
    await access(join(ROOT, 'dist/src/index.d.ts'))
    await access(join(ROOT, 'dist/massive-market-data.js'))
  } catch {
    await run('npm', ['run', 'build'], { cwd: ROOT, env: outsideEnvironment() })
  }
}

interface Answer {
  readonly filename: string
  readonly files: Packed['files']
}

// npm's own answer: one entry for the one package, in a list or by name
function packedOf(answer: unknown): Answer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- npm's own answer
  const [packed] = Object.values(answer as Record<string, Answer>)
  if (packed === undefined) throw new Error('npm packed nothing')
  return packed
}
