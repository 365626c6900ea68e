import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../migrate/run.ts'

const OLD = "import { massiveClient } from './services'\n\nexport const load = () => massiveClient.getQuotes(['SPY'])\n"
const NEW =
  "import { massive } from 'massive-market-data'\n\nexport const load = () => massive.getQuotes(['SPY']).then((batch) => batch.quotes)\n"

describe('massive-market-data', () => {
  let directory: string

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'migrate-'))
    await put('services/index.ts', "export { massiveClient } from './massiveClient'\n")
    await put('services/massiveClient.ts', 'export const massiveClient = {}\n')
    await put('load.ts', OLD)
  })

  afterEach(() => rm(directory, { recursive: true }))

  async function put(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(directory, path)), { recursive: true })
    await writeFile(join(directory, path), text)
  }

  async function call(...words: string[]): Promise<{ code: number; out: string; err: string }> {
    const said = { out: '', err: '' }
    const code = await run(words, {
      write: (text) => void (said.out += text),
      writeError: (text) => void (said.err += text),
    })
    return { code, ...said }
  }

  const read = (path: string): Promise<string> => readFile(join(directory, path), 'utf8')

  it('follows the old names through files that pass them on', async () => {
    const { code, out } = await call('migrate', directory)

    expect(code).toBe(0)
    expect(await read('load.ts')).toBe(NEW)
    expect(await read('services/index.ts')).toBe("export { massive } from 'massive-market-data'\n")
    expect(out).toContain('2 of 3 files changed')
  })

  it('finds a client that a file passes on under another name', async () => {
    await put('services/index.ts', "export { massiveClient as api } from './massiveClient'\n")
    await put('load.ts', "import { api } from './services'\n\napi.getQuote('SPY')\n")

    await call('migrate', directory)

    expect(await read('load.ts')).toBe("import { massive } from 'massive-market-data'\n\nmassive.getQuote('SPY')\n")
  })

  it('shows a diff and writes nothing with --dry', async () => {
    const { out } = await call('migrate', directory, '--dry')

    expect(await read('load.ts')).toBe(OLD)
    expect(out).toContain("-import { massiveClient } from './services'")
    expect(out).toContain("+import { massive } from 'massive-market-data'")
    expect(out).toContain('@@ -1,3 +1,3 @@')
    expect(out).toContain('2 of 3 files would change')
  })

  it('lists the places it could not decide', async () => {
    await put('odd.js', "import { massiveWS } from './massiveWS'\n\nmassiveWS.reconnect()\n")

    const { out } = await call('migrate', directory)

    expect(out).toContain('odd.js:3 massive has no method reconnect()')
    expect(await read('odd.js')).toContain("from 'massive-market-data/legacy'")
  })

  it('leaves a file it cannot read alone and says so', async () => {
    await put('broken.ts', "import { massiveWS } from './massiveWS'\nconst = \n")

    const { code, err } = await call('migrate', directory)

    expect(code).toBe(1)
    expect(err).toContain('broken.ts was left alone')
  })

  it.each([
    ['no directory', ['migrate']],
    ['an unknown command', ['move', '.']],
    ['an unknown option', ['migrate', '.', '--force']],
    ['a pattern that is none', ['migrate', '.', '--source', '(']],
  ])('shows how it is called when given %s', async (_, words) => {
    const { code, err } = await call(...words)

    expect(code).toBe(2)
    expect(err).toContain('Usage: massive-market-data migrate <directory>')
  })

  it('names a directory that is none', async () => {
    const { code, err } = await call('migrate', join(directory, 'nowhere'))

    expect(code).toBe(2)
    expect(err).toContain('nowhere is no directory')
  })
})
