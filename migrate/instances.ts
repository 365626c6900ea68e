import jscodeshift from 'jscodeshift'
import type { ASTPath } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import { parentOf } from './parse.ts'
import type { Source } from './parse.ts'
import { identifiersOf } from './references.ts'
import { isInside, memberOf } from './scopes.ts'

/** What a client made or typed here is called by: a variable, a parameter, or a member of a class. */
export interface Holder {
  readonly path: ASTPath
  /** The node of its name: the same for a variable's type and its value. */
  readonly name: object
  /** The class whose member it is. */
  readonly owner: object | undefined
  readonly isExported: boolean
  /** A member that others than the class can see. */
  readonly isPublic: boolean
}

/** Undefined where a client is made or typed on the way to somewhere else: in a call, an assignment, another type. */
export function holderOf(classPath: ASTPath): Holder | undefined {
  const path = carrierOf(classPath)
  if (path === undefined) return undefined
  const around = parentOf(path)?.node
  const type = path.node.type
  if (type.startsWith('Class')) return memberHolder(path, memberOf(path.node, 'key'), path.node)
  if (around?.type === 'TSParameterProperty') return memberHolder(path, path.node, around)
  const name: unknown = type === 'VariableDeclarator' ? memberOf(path.node, 'id') : path.node
  if (memberOf(name, 'type') !== 'Identifier' || typeof name !== 'object' || name === null) return undefined
  const declaration = around?.type === 'VariableDeclarator' ? parentOf(path) : path
  const isExported = declaration !== null && isInExport(declaration)
  return { path, name, owner: undefined, isExported, isPublic: false }
}

/** Every use of it in the file, the declaration aside. */
export function usesOf(source: Source, { path, name, owner }: Holder): readonly ASTPath[] {
  if (owner === undefined) return identifiersOf(source, nameOf(name), path)
  const uses: ASTPath[] = []
  const wanted = privateNameOf(name)
  source.root.find(jscodeshift.MemberExpression, { object: { type: 'ThisExpression' } }).forEach((use) => {
    if (privateNameOf(use.node.property) === wanted && isInside(use.node, owner)) uses.push(use)
  })
  return uses
}

/** The declarator, identifier or class member that a client's class or its type stands in. */
function carrierOf(classPath: ASTPath): ASTPath | undefined {
  let current = parentOf(classPath)
  if (current?.node.type === 'NewExpression') {
    const target = parentOf(current)
    return target !== null && /^(?:VariableDeclarator|Class(?:Private)?Property)$/.test(target.node.type)
      ? target
      : undefined
  }
  // a list or a promise of clients is no client
  while (current !== null && /^TS(?:TypeReference|TypeAnnotation|QualifiedName)$/.test(current.node.type)) {
    current = parentOf(current)
  }
  if (current === null || !/^(?:Identifier|Class(?:Private)?Property)$/.test(current.node.type)) return undefined
  return parentOf(current)?.node.type === 'TSFunctionType' ? undefined : current
}

function memberHolder(path: ASTPath, name: unknown, declared: object): Holder | undefined {
  let owner = parentOf(path)
  while (owner !== null && !/^Class(?:Declaration|Expression)$/.test(owner.node.type)) owner = parentOf(owner)
  if (owner === null || typeof name !== 'object' || name === null) return undefined
  const isPrivate = memberOf(declared, 'accessibility') === 'private' || memberOf(name, 'type') === 'PrivateName'
  return { path, name, owner: owner.node, isExported: false, isPublic: !isPrivate }
}

// `#client` is a name of its own
function privateNameOf(node: unknown): string {
  return memberOf(node, 'type') === 'PrivateName' ? `#${nameOf(memberOf(node, 'id'))}` : nameOf(node)
}

function isInExport(path: ASTPath): boolean {
  const declaration = parentOf(path)
  return declaration !== null && parentOf(declaration)?.node.type === 'ExportNamedDeclaration'
}
