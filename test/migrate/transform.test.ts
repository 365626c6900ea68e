import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createOldExports } from '../../migrate/old-exports.ts'
import { parseSource } from '../../migrate/parse.ts'
import { transform } from '../../migrate/transform.ts'

const FIXTURES = join(import.meta.dirname, '../fixtures/codemod')
const before = readdirSync(FIXTURES).filter((name) => name.includes('.before.'))

function migrateText(path: string, text: string, sources: readonly RegExp[] = []): string {
  const source = parseSource(path, text)
  return transform(source, createOldExports(new Map([[path, source]]), sources)).text
}

/** A file beside another one. */
function migrateBeside(otherPath: string, other: string, text: string): string {
  const source = parseSource('/app/a.ts', text)
  const sources = [source, parseSource(otherPath, other)]
  return transform(source, createOldExports(new Map(sources.map((each) => [each.path, each])), [])).text
}

describe('transform', () => {
  it.each(before)('rewrites %s as its counterpart shows', (name) => {
    const text = readFileSync(join(FIXTURES, name), 'utf8')
    const after = readFileSync(join(FIXTURES, name.replace('.before.', '.after.')), 'utf8')

    expect(migrateText(join(FIXTURES, name), text)).toBe(after)
  })

  it.each(before)('finds nothing more to do in the outcome of %s', (name) => {
    const after = readFileSync(join(FIXTURES, name.replace('.before.', '.after.')), 'utf8')

    expect(migrateText(join(FIXTURES, name), after)).toBe(after)
  })

  it('keeps Windows line ends', () => {
    const text = "import { massiveClient } from './massiveClient'\r\n\r\nmassiveClient.odd()\r\n"

    expect(migrateText('/app/a.js', text).replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('leaves an equally named variable of another module alone', () => {
    const text = "import { massiveClient } from './other'\nmassiveClient.getQuotes([])\n"

    expect(migrateText('/app/a.ts', text)).toBe(text)
  })

  it('takes further modules for the old clients when told to', () => {
    const text = "import client from '@/services'\nclient.getQuote('SPY')\n"

    expect(migrateText('/app/a.ts', text, [/^@\/services$/])).toBe(
      "import { massive } from 'massive-market-data'\nmassive.getQuote('SPY')\n",
    )
  })

  it('keeps what another module gives beside an old client, its default included', () => {
    const lib = "export { massiveClient } from './massiveClient'\nexport default function helper() {}\n"
    const text = "import helper, { massiveClient } from './lib'\nhelper(massiveClient.getQuote('SPY'))\n"

    expect(migrateBeside('/app/lib.ts', lib, text)).toBe(
      "import { massive } from 'massive-market-data'\nimport helper from './lib'\nhelper(massive.getQuote('SPY'))\n",
    )
  })

  it('follows the usual aliases for the folder of the sources', () => {
    const lib = "export { massiveClient } from './massiveClient'\n"
    const text = "import { massiveClient } from '@/lib'\nmassiveClient.getQuote('SPY')\n"

    expect(migrateBeside('/app/src/lib/index.ts', lib, text)).toBe(
      "import { massive } from 'massive-market-data'\nmassive.getQuote('SPY')\n",
    )
  })

  it('takes a name that nothing in the file has', () => {
    const text =
      "import { massiveClient } from './massiveClient'\nmassiveClient.getQuote(massive + massiveMarketData)\n"

    expect(migrateText('/app/a.ts', text)).toBe(
      "import { massive as massiveMarketData2 } from 'massive-market-data'\nmassiveMarketData2.getQuote(massive + massiveMarketData)\n",
    )
  })

  it('notes whole modules that are passed on', () => {
    const notes = migrateText(
      '/app/a.ts',
      "export * as api from './massiveClient'\nimport old = require('./massiveWS')\n",
    )

    expect(notes.match(/massive-market-data: /g)).toHaveLength(2)
  })

  it('reads decorators of parameters', () => {
    const text =
      "import { massiveClient } from './massiveClient'\nclass A { constructor(@Inject() readonly a: string) { massiveClient.getQuote(a) } }\n"

    expect(migrateText('/app/a.ts', text)).toContain('massive.getQuote(a)')
  })

  it('names the file it cannot read', () => {
    expect(() => parseSource('/app/broken.ts', 'const = 1')).toThrow('/app/broken.ts')
  })

  it('notes a mock and a dynamic import of an old client', () => {
    const text = "vi.mock('./massiveClient')\nconst later = import('./massiveClient')\n"
    const notes = migrateText('/app/a.ts', text)
      .split('\n')
      .filter((line) => line.startsWith('// massive-market-data: '))

    expect(notes).toHaveLength(2)
  })
})
