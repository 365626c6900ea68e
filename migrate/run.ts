import { stat } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { migrate } from './migrate.ts'
import type { Migration } from './migrate.ts'

const USAGE = `Usage: massive-market-data migrate <directory> [--dry] [--source <pattern>]…

Rewrites the old Massive clients (massiveClient, massiveWS, massiveSubscriptionManager, MassiveApiClient)
to massive-market-data. Where it cannot decide it leaves a note and the old name, imported from
massive-market-data/legacy.

  --dry               show the changes as a diff and write nothing
  --source <pattern>  a regular expression for further modules that hold the old clients, e.g. '^@/services$'
`

/** Where the command's words go. */
export interface Output {
  write(text: string): void
  writeError(text: string): void
}

/** Runs the command line and resolves to its exit code: 0 done, 1 some file could not be read, 2 called wrongly. */
export async function run(words: readonly string[], output: Output): Promise<number> {
  const call = readCall(words)
  if (call === undefined) {
    output.writeError(USAGE)
    return 2
  }
  if (call === 'help') {
    output.write(USAGE)
    return 0
  }
  if (!(await isDirectory(call.directory))) {
    output.writeError(`${call.directory} is no directory: name the folder that holds your sources.\n`)
    return 2
  }
  const migration = await migrate(call)
  output.write(report(migration, call.isDry))
  for (const { path, problem } of migration.failed) output.writeError(`${path} was left alone: ${problem}\n`)
  return migration.failed.length === 0 ? 0 : 1
}

interface Call {
  readonly directory: string
  readonly isDry: boolean
  readonly sources: readonly RegExp[]
}

function readCall(words: readonly string[]): Call | 'help' | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        dry: { type: 'boolean', default: false },
        source: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    if (values.help) return 'help'
    const [command, directory, ...rest] = positionals
    if (command !== 'migrate' || directory === undefined || rest.length > 0) return undefined
    return { directory, isDry: values.dry, sources: values.source.map((pattern) => new RegExp(pattern)) }
  } catch {
    return undefined // an unknown option or a pattern that is no regular expression
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    return false
  }
}

function report({ files, scanned }: Migration, isDry: boolean): string {
  const diffs = isDry ? files.filter((file) => file.diff !== '').map((file) => `${file.diff}\n`) : []
  const changed = files.filter((file) => file.diff !== '').length
  const notes = files.flatMap((file) => file.notes.map((note) => `  ${file.path}:${note.line} ${note.message}\n`))
  const summary = `${changed} of ${scanned} files ${isDry ? 'would change' : 'changed'}`
  const open = notes.length === 0 ? '.\n' : `; ${notes.length} places need you:\n`
  return [...diffs, summary, open, ...notes].join('')
}
