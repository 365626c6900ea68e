import jscodeshift from 'jscodeshift'
import type { ASTPath } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import { identifiersOf } from './references.ts'
import type { Reference } from './references.ts'
import { rewriteClientCall } from './rewrite-client.ts'
import { methodCallOf } from './rewriting.ts'
import { parentOf } from './parse.ts'
import type { Rewriting } from './rewriting.ts'

/** Follows clients made with `new MassiveApiClient()` or typed as one; they keep their names. */
export function rewriteInstances(rewriting: Rewriting, references: readonly Reference[]): void {
  for (const { path, old } of references) {
    if (old !== 'MassiveApiClient') continue
    for (const use of usesOfInstance(rewriting, path)) {
      const call = methodCallOf(use)
      if (call !== undefined) rewriteClientCall(rewriting, call)
    }
  }
}

function usesOfInstance({ source }: Rewriting, classPath: ASTPath): readonly ASTPath[] {
  const holder = holderOf(classPath)
  if (holder === undefined) return []
  if (holder.node.type !== 'ClassProperty') {
    return identifiersOf(source, nameOf('id' in holder.node ? holder.node.id : holder.node), holder)
  }
  const uses: ASTPath[] = []
  const property = nameOf('key' in holder.node ? holder.node.key : undefined)
  source.root.find(jscodeshift.MemberExpression, { object: { type: 'ThisExpression' } }).forEach((path) => {
    if (nameOf(path.node.property) === property) uses.push(path)
  })
  return uses
}

/** The variable, parameter or class field that a class or its type stands for. */
function holderOf(classPath: ASTPath): ASTPath | undefined {
  let current = parentOf(classPath)
  if (current?.node.type === 'NewExpression') {
    const target = parentOf(current)
    return target !== null && ['VariableDeclarator', 'ClassProperty'].includes(target.node.type) ? target : undefined
  }
  while (current !== null && current.node.type.startsWith('TS')) current = parentOf(current)
  if (current === null) return undefined
  return current.node.type === 'Identifier' || current.node.type === 'ClassProperty' ? current : undefined
}
