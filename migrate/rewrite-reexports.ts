import jscodeshift from 'jscodeshift'
import type { ExportNamedDeclaration } from 'jscodeshift'
import { endOfLine, newlineOf } from './edits.ts'
import { nameOf } from './old-exports.ts'
import type { ExportLookup, OldExports } from './old-exports.ts'
import { PACKAGE } from './old-names.ts'
import { spanOf, textOf } from './parse.ts'
import { noteAt, typeOf } from './rewriting.ts'
import type { Rewriting } from './rewriting.ts'

const PASSED_ON = `This passes on the old clients: export { massive } from '${PACKAGE}' instead.`

/** Rewrites `export { massiveClient } from './lib'`; a name that the file exports already is not exported again. */
export function rewriteReExports(rewriting: Rewriting, oldExports: OldExports): void {
  const { source } = rewriting
  const exported = new Set<string>()
  source.root.find(jscodeshift.ExportNamedDeclaration).forEach((path) => {
    const { node } = path
    const specifier = node.source ? String(node.source.value) : undefined
    const lookup = specifier === undefined ? undefined : oldExports.of(source.path, specifier)
    if (specifier === undefined || lookup === undefined) return
    rewriteStatement(rewriting, node, specifier, lookup, exported)
    if ((node.specifiers ?? []).some((item) => typeOf(item) === 'ExportNamespaceSpecifier'))
      noteAt(rewriting, path, PASSED_ON)
  })
  source.root.find(jscodeshift.ExportAllDeclaration).forEach((path) => {
    const specifier = String(path.node.source.value)
    if (oldExports.of(source.path, specifier) === undefined) return
    noteAt(rewriting, path, PASSED_ON)
  })
}

function rewriteStatement(
  { source, edits }: Rewriting,
  node: ExportNamedDeclaration,
  from: string,
  lookup: ExportLookup,
  exported: Set<string>,
): void {
  const renamed: string[] = []
  const others: string[] = []
  let isOld = false
  for (const item of node.specifiers ?? []) {
    const local = item.type === 'ExportSpecifier' ? nameOf(item.local) : ''
    const old = lookup(local)
    isOld ||= old !== undefined
    if (old === undefined || item.type !== 'ExportSpecifier') {
      others.push(textOf(source, item))
      continue
    }
    const text = exportOf(old === 'MassiveApiClient' ? 'MassiveDataProvider' : 'massive', local, nameOf(item.exported))
    if (!exported.has(text)) renamed.push(text)
    exported.add(text)
  }
  if (!isOld) return
  const { start, end } = spanOf(node)
  const semicolon = source.text[end - 1] === ';' ? ';' : ''
  const line = (names: readonly string[], module: string): string[] =>
    names.length === 0 ? [] : [`export { ${names.join(', ')} } from '${module}'${semicolon}`]
  const lines = [...line(renamed, PACKAGE), ...line(others, from)]
  edits.replace(start, lines.length === 0 ? endOfLine(source.text, end) : end, lines.join(newlineOf(source.text)))
}

function exportOf(name: 'massive' | 'MassiveDataProvider', local: string, exported: string): string {
  const isSameName = exported === local && exported !== 'default'
  return isSameName || exported === name ? name : `${name} as ${exported}`
}
