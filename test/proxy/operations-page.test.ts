import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { settingsSchema } from '../../proxy/config.ts'
import { ENVIRONMENT } from '../../proxy/environment.ts'

const page = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8')
const rows = [...page.matchAll(/^\| `([A-Z_]+)`\s*\| `(\w+)`\s*\| (\S+)/gm)]

describe('docs/operations.md', () => {
  it('lists every variable of the environment with the option it sets', () => {
    const documented = rows.map(([, variable, option]) => [variable, option])
    expect(documented).toEqual(Object.entries(ENVIRONMENT).map(([variable, [option]]) => [variable, option]))
  })

  it('tells the defaults that hold', () => {
    const defaults: Record<string, unknown> = settingsSchema.parse({ apiKey: 'k' })
    const plain = rows.filter(([, , option = '']) => typeof defaults[option] === 'number')
    expect(plain.length).toBeGreaterThan(8)
    for (const [, , option = '', documented] of plain) expect(Number(documented)).toBe(defaults[option])
  })
})
