import jscodeshift from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import type { OldExports } from './old-exports.ts'
import { PACKAGE } from './old-names.ts'
import { spanOf } from './parse.ts'
import { noteAt } from './rewriting.ts'
import type { Rewriting } from './rewriting.ts'

/** Rewrites `export { massiveClient } from './lib'`. */
export function rewriteReExports(rewriting: Rewriting, oldExports: OldExports): void {
  const { source, edits } = rewriting
  source.root.find(jscodeshift.ExportNamedDeclaration).forEach(({ node }) => {
    const specifier = node.source ? String(node.source.value) : undefined
    const lookup = specifier === undefined ? undefined : oldExports.of(source.path, specifier)
    if (lookup === undefined) return
    const replaced = new Set<string>()
    const others: string[] = []
    for (const item of node.specifiers ?? []) {
      const local = item.type === 'ExportSpecifier' ? nameOf(item.local) : ''
      const exported = item.type === 'ExportSpecifier' ? nameOf(item.exported) : ''
      const old = lookup(local)
      const { start, end } = spanOf(item)
      if (old === undefined) others.push(source.text.slice(start, end))
      else replaced.add(exportOf(old === 'MassiveApiClient' ? 'MassiveDataProvider' : 'massive', local, exported))
    }
    if (replaced.size === 0) return
    const { start, end } = spanOf(node)
    const semicolon = source.text[end - 1] === ';' ? ';' : ''
    const lines = [`export { ${[...replaced].join(', ')} } from '${PACKAGE}'${semicolon}`]
    if (others.length > 0) lines.push(`export { ${others.join(', ')} } from '${specifier}'${semicolon}`)
    edits.replace(start, end, lines.join('\n'))
  })
  source.root.find(jscodeshift.ExportAllDeclaration).forEach((path) => {
    const specifier = String(path.node.source.value)
    if (oldExports.of(source.path, specifier) === undefined) return
    noteAt(rewriting, path, `This passes on the old clients: export { massive } from '${PACKAGE}' instead.`)
  })
}

function exportOf(name: 'massive' | 'MassiveDataProvider', local: string, exported: string): string {
  const isSameName = exported === local && exported !== 'default'
  return isSameName || exported === name ? name : `${name} as ${exported}`
}
