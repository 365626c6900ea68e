import { execFile, spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import { outsideEnvironment } from '../../support/outside-environment.ts'

const run = promisify(execFile)

type Environment = Readonly<Record<string, string>>

/** An app in a folder of its own, with the packed package and what else it needs installed from the registry. */
export interface FreshApp {
  readonly folder: string
  /** Writes files into it, by their paths. */
  write(files: Readonly<Record<string, string>>): Promise<void>
  /** Runs a script to its end; gives what it said. */
  node(words: readonly string[], environment?: Environment): Promise<string>
  /** Runs a command that a dependency brought; gives what it said. */
  bin(name: string, words: readonly string[], environment?: Environment): Promise<string>
  /** Starts a server; resolves with its stop once it has said a line that matches. */
  serve(words: readonly string[], ready: RegExp, environment?: Environment): Promise<() => Promise<void>>
  remove(): Promise<void>
}

/** Makes an app from a folder of `fixture/`. */
export async function freshApp(fixture: string): Promise<FreshApp> {
  const folder = await mkdtemp(join(tmpdir(), `consumer-${fixture}-`))
  await cp(join(import.meta.dirname, '../fixture', fixture), folder, { recursive: true })
  const install = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts']
  await run('npm', [...install, inject('packed').path], { cwd: folder })
  const optionsWith = (environment: Environment) => ({ cwd: folder, env: { ...outsideEnvironment(), ...environment } })

  async function node(words: readonly string[], environment: Environment = {}): Promise<string> {
    const { stdout } = await run(process.execPath, words, { ...optionsWith(environment), timeout: 240_000 })
    return stdout.trim()
  }

  return {
    folder,
    node,
    bin: (name, words, environment) => node([join(folder, 'node_modules/.bin', name), ...words], environment),
    async write(files) {
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true })
        await writeFile(join(folder, path), text)
      }
    },
    serve: (words, ready, environment = {}) => serve(words, ready, optionsWith(environment)),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  }
}

async function serve(
  words: readonly string[],
  ready: RegExp,
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()))
  const said: string[] = []
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()))
  await new Promise<void>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      said.push(`${line}\n`)
      if (ready.test(line)) resolve()
    })
    void ended.then(() => reject(new Error(`${words.join(' ')} ended:\n${said.join('')}`)))
  })
  return async () => {
    child.kill()
    await ended
  }
}

/** A port that nobody listened on a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()))
    })
  })
}
