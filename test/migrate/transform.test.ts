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
