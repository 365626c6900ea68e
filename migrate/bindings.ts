import jscodeshift from 'jscodeshift'
import type { ASTPath, ImportDeclaration, VariableDeclaration } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import type { ExportLookup, OldExports } from './old-exports.ts'
import { isOldName } from './old-names.ts'
import type { OldName } from './old-names.ts'
import { textOf } from './parse.ts'
import type { Source } from './parse.ts'
import { typeOf } from './rewriting.ts'
import { listOf, memberOf } from './scopes.ts'

/** A local name that stands for an old client, or for a module object that holds all of them. */
export interface Binding {
  readonly local: string
  readonly old: OldName | 'namespace'
  readonly declaration: OldDeclaration
  /** What the binding is called there, for writing the import again. */
  readonly imported: string
  readonly lookup: ExportLookup
}

/** An import or `require` of a module that holds old clients. */
export interface OldDeclaration {
  readonly path: ASTPath<ImportDeclaration> | ASTPath<VariableDeclaration>
  readonly specifier: string
  readonly kind: 'import' | 'require'
  readonly isTypeOnly: boolean
  /** `const`, `let` or `var` of a `require`. */
  readonly keyword: string
  /** Text of the imported names that are no old clients; they stay where they are. */
  readonly others: readonly string[]
  /** The default import beside them, that is no old client either. */
  readonly otherDefault: string | undefined
}

/** Every import of an old client in the file, by whatever name. */
export function findBindings(source: Source, oldExports: OldExports): readonly Binding[] {
  return [...findImports(source, oldExports), ...findRequires(source, oldExports)]
}

function findImports(source: Source, oldExports: OldExports): Binding[] {
  const bindings: Binding[] = []
  source.root.find(jscodeshift.ImportDeclaration).forEach((path) => {
    const specifier = String(path.node.source.value)
    const lookup = oldExports.of(source.path, specifier)
    if (lookup === undefined) return
    const specifiers = path.node.specifiers ?? []
    const isOther = (node: object): boolean => importedName(node) !== '*' && lookup(importedName(node)) === undefined
    const others = specifiers.filter((node) => isOther(node) && node.type !== 'ImportDefaultSpecifier')
    const otherDefault = specifiers.find((node) => isOther(node) && node.type === 'ImportDefaultSpecifier')
    const declaration: OldDeclaration = {
      path,
      specifier,
      kind: 'import',
      isTypeOnly: path.node.importKind === 'type',
      keyword: 'const',
      others: others.map((node) => textOf(source, node)),
      otherDefault: otherDefault && textOf(source, otherDefault),
    }
    for (const node of specifiers) {
      const local = nameOf(node.local ?? node)
      const imported = importedName(node)
      const old = imported === '*' ? 'namespace' : lookup(imported)
      if (old !== undefined) bindings.push({ local, old, declaration, imported, lookup })
    }
  })
  return bindings
}

function importedName(node: object): string {
  if (typeOf(node) === 'ImportNamespaceSpecifier') return '*'
  return typeOf(node) === 'ImportDefaultSpecifier'
    ? 'default'
    : nameOf(node) || nameOf('imported' in node ? node.imported : node)
}

function findRequires(source: Source, oldExports: OldExports): Binding[] {
  const bindings: Binding[] = []
  source.root.find(jscodeshift.VariableDeclaration).forEach((path) => {
    const declarator = path.node.declarations[0]
    if (declarator?.type !== 'VariableDeclarator' || !declarator.init) return
    if (!isFollowedRequire(path.node, declarator.init)) return
    const specifier = requiredModule(declarator.init)
    const lookup = specifier === undefined ? undefined : oldExports.of(source.path, specifier)
    if (specifier === undefined || lookup === undefined) return
    const others: string[] = []
    const { kind: keyword } = path.node
    const shared = { path, specifier, kind: 'require', isTypeOnly: false, otherDefault: undefined } as const
    const declaration: OldDeclaration = { ...shared, keyword, others }
    if (declarator.id.type === 'Identifier') {
      const local = nameOf(declarator.id)
      bindings.push({ local, old: isOldName(local) ? local : 'namespace', declaration, imported: '*', lookup })
      return
    }
    if (declarator.id.type !== 'ObjectPattern') return
    for (const property of declarator.id.properties) {
      const key = 'key' in property ? nameOf(property.key) : ''
      const local = 'value' in property ? nameOf(property.value) : ''
      const old = lookup(key)
      if (old === undefined || local === '') others.push(textOf(source, property))
      else bindings.push({ local, old, declaration, imported: key, lookup })
    }
  })
  return bindings
}

/** `const client = require(…)` and `const { … } = require(…)`, alone in their declaration. */
export function isFollowedRequire(declaration: object, call: object): boolean {
  const declarators = listOf(memberOf(declaration, 'declarations'))
  if (declarators.length !== 1 || memberOf(declarators[0], 'init') !== call) return false
  const target = memberOf(declarators[0], 'id')
  // what a rest gathers changes with what stands before it
  const parts = listOf(memberOf(target, 'properties'))
  return /^(?:Identifier|ObjectPattern)$/.test(typeOf(target)) && !parts.some((part) => typeOf(part) === 'RestElement')
}

function requiredModule(init: unknown): string | undefined {
  if (typeof init !== 'object' || init === null || !('type' in init) || init.type !== 'CallExpression') return undefined
  if (!('callee' in init) || nameOf(init.callee) !== 'require' || !('arguments' in init)) return undefined
  const first: unknown = Array.isArray(init.arguments) ? init.arguments[0] : undefined
  return nameOf(first) || undefined
}
