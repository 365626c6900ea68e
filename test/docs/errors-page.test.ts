import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES } from '../../domain/close-codes.ts'
import * as errors from '../../domain/errors.ts'
import type { ErrorCode } from '../../domain/wire-protocol.ts'

const text = await readFile(join(import.meta.dirname, '../../docs/errors.md'), 'utf8')
const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
const rowOf = (first: string): readonly string[] => rows.find(([cell]) => cell === first) ?? []

// a code that is missing or too many here does not compile
const CODES: Readonly<Record<ErrorCode, true>> = {
  'bad-message': true,
  'unknown-action': true,
  'invalid-symbol': true,
  'wrong-endpoint': true,
  'not-found': true,
  'not-entitled': true,
  'too-many-symbols': true,
  'rate-limited': true,
  unauthorized: true,
  'upstream-unavailable': true,
}

describe('the page of errors', () => {
  it.each(Object.keys(errors).filter((name) => /^[A-Z].*Error$/.test(name)))(
    'has a cause and a remedy for %s',
    (name) => {
      expect(rowOf(`\`${name}\``)).toEqual([expect.anything(), expect.stringMatching(/./), expect.stringMatching(/./)])
    },
  )

  it.each(Object.entries(CLOSE_CODES))('has a cause and a remedy for close code %s', (name, code) => {
    const [, shown, cause, remedy] = rowOf(String(code))

    expect(shown).toBe(`\`${name}\``)
    expect(cause).toMatch(/./)
    expect(remedy).toMatch(/./)
  })

  it.each(Object.keys(CODES))('has a cause and a remedy for the refusal %s', (code) => {
    expect(rowOf(`\`${code}\``)).toEqual([expect.anything(), expect.stringMatching(/./), expect.stringMatching(/./)])
  })
})
