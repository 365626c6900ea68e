import { SourceMap } from 'node:module'
import { gzipSync } from 'node:zlib'
import type { Rolldown } from 'vite'

/**
 * What each group of modules adds to a chunk: bytes gzip less when its characters are cut out. What groups share is
 * counted for none of them, so that they sum to somewhat less than the whole. Largest first.
 *
 * @param groupOf the group of a module by its path from the project's root; `undefined` for one of no interest
 */
export function costs(
  { code, map, fileName }: Rolldown.OutputChunk,
  groupOf: (path: string) => string | undefined,
): ReadonlyMap<string, number> {
  if (map === null) throw new Error(`${fileName} has no source map`)
  const whole = gzipSync(code).length
  const parts = partsOf(code, new SourceMap({ ...map, sourceRoot: '', sourcesContent: [] }), groupOf)
  const groups = new Set(parts.map(({ group }) => group).filter((group) => group !== undefined))
  const saved = [...groups].map((group): [string, number] => {
    const rest = parts.filter((part) => part.group !== group).map(({ text }) => text)
    return [group, whole - gzipSync(rest.join('')).length]
  })
  return new Map(saved.sort(([, left], [, right]) => right - left))
}

interface Part {
  readonly group: string | undefined
  text: string
}

/** The code in order, cut where the group changes. */
function partsOf(code: string, map: SourceMap, groupOf: (path: string) => string | undefined): readonly Part[] {
  const parts: Part[] = []
  const known = new Map<string, string | undefined>()
  for (const [row, text] of code.split('\n').entries()) {
    for (let column = 0; column < text.length; column++) {
      const entry = map.findEntry(row, column)
      const source = 'originalSource' in entry ? (entry.originalSource ?? '') : ''
      if (!known.has(source)) known.set(source, source === '' ? undefined : groupOf(source.replace(/^(\.\.\/)+/, '')))
      const group = known.get(source)
      const last = parts.at(-1)
      if (last?.group === group && last !== undefined) last.text += text[column]
      else parts.push({ group, text: text[column] ?? '' })
    }
  }
  return parts
}
