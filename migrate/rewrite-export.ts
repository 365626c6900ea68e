import { nameOf } from './old-exports.ts'
import { spanOf } from './parse.ts'
import type { Reference } from './references.ts'
import type { Rewriting } from './rewriting.ts'

/** Rewrites one name of `export { massiveClient as client }`. */
export function rewriteExport(
  { edits, names }: Rewriting,
  { path, parent }: Reference,
  name: 'massive' | 'MassiveDataProvider',
): void {
  const exported = 'exported' in parent.node ? nameOf(parent.node.exported) : ''
  const local = names.use(name, 'value')
  const wanted = exported === nameOf(path.node) ? name : exported
  const { start, end } = spanOf(parent.node)
  edits.replace(start, end, wanted === local ? local : `${local} as ${wanted}`)
}
