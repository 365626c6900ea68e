import jscodeshift from 'jscodeshift'
import type { ASTNode, ASTPath } from 'jscodeshift'
import type { Binding } from './bindings.ts'
import { nameOf } from './old-exports.ts'
import type { OldName } from './old-names.ts'
import { parentOf, spanOf } from './parse.ts'
import type { Source } from './parse.ts'
import { declarationOf } from './scopes.ts'

/** A use of an old client: the identifier itself, or `module.massiveClient` of a namespace. */
export interface Reference {
  readonly path: ASTPath
  readonly parent: ASTPath
  readonly old: OldName
  readonly binding: Binding
}

/** Uses of a binding, and uses of a namespace that are no single client (`Object.keys(api)`). */
export interface Uses {
  readonly references: readonly Reference[]
  readonly unclear: readonly { readonly path: ASTPath; readonly binding: Binding }[]
}

export function findUses(source: Source, bindings: readonly Binding[]): Uses {
  const references: Reference[] = []
  const unclear: { path: ASTPath; binding: Binding }[] = []
  for (const binding of bindings) {
    for (const path of identifiersOf(source, binding.local, binding.declaration.path)) {
      const parent = parentOf(path)
      if (parent === null) continue
      if (binding.old !== 'namespace') {
        references.push({ path, parent, old: binding.old, binding })
        continue
      }
      const around = parentOf(parent)
      const old = binding.lookup(memberName(parent.node, path.node))
      if (around === null || old === undefined) unclear.push({ path, binding })
      else references.push({ path: parent, parent: around, old, binding })
    }
  }
  return { references, unclear }
}

/** Every place where a name means the variable that `declaredAt` declares, in values and in types. */
export function identifiersOf(source: Source, name: string, declaredAt: ASTPath): readonly ASTPath[] {
  const { start: from, end: to } = spanOf(declaredAt.node)
  const home = declarationOf(declaredAt, name)
  const found = new Map<number, ASTPath>() // by place: both halves of a shorthand property stand at one
  source.root.find(jscodeshift.Identifier, { name }).forEach((path) => {
    const { start } = spanOf(path.node)
    if (start >= from && start < to) return
    if (isVariable(path) && declarationOf(path, name) === home) found.set(start, path)
  })
  return [...found.values()]
}

/** `quote` of `client.quote`, and of the type `api.Quote`, where `object` is what stands before the dot. */
export function memberName(node: ASTNode, object: ASTNode): string {
  if (node.type === 'TSQualifiedName') return node.left === object ? nameOf(node.right) : ''
  if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return ''
  return node.object === object && !node.computed ? nameOf(node.property) : ''
}

// property names, keys and labels are identifiers to the parser, too
function isVariable(path: ASTPath): boolean {
  const around = parentOf(path)
  if (around === null) return false
  const parent = around.node
  switch (parent.type) {
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object === path.node || parent.computed === true
    case 'ObjectProperty':
    case 'Property':
      return parent.value === path.node || parent.computed === true || parent.shorthand === true
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassProperty':
    case 'TSPropertySignature':
    case 'TSMethodSignature':
      return parent.key !== path.node || parent.computed === true
    case 'TSQualifiedName':
      return parent.left === path.node
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
    case 'LabeledStatement':
      return false
    case 'ExportSpecifier':
      return parent.local === path.node && !hasSource(parentOf(around)?.node)
    default:
      return true
  }
}

// `export { a } from './b'` names what is in the other module
function hasSource(node: object | undefined): boolean {
  return node !== undefined && 'source' in node && node.source !== null && node.source !== undefined
}
