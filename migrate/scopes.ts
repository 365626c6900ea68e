import type { ASTPath } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import { parentOf, spanOf } from './parse.ts'

/**
 * The node that declares a name as seen from a place: two places with the same answer mean the same variable;
 * undefined for a global. The library's own scopes know nothing of blocks.
 */
export function declarationOf(path: ASTPath, name: string): object | undefined {
  for (let around: ASTPath | null = path; around !== null; around = parentOf(around)) {
    const declaring = declaringIn(around.node, name)
    if (declaring !== undefined) return declaring
  }
  return undefined
}

/** What of a node declares the name for all that is inside of the node. */
function declaringIn(node: object, name: string): object | undefined {
  const type = typeOf(node)
  if (isFunction(node)) {
    const isDeclared = listOf(memberOf(node, 'params')).flatMap(boundNames).includes(name)
    const isOwnName = type === 'FunctionExpression' && nameOf(memberOf(node, 'id')) === name
    return isDeclared || isOwnName ? node : varsOf(memberOf(node, 'body'), name)
  }
  switch (type) {
    case 'Program':
      return blockOf(memberOf(node, 'body'), name) ?? varsOf(node, name)
    case 'BlockStatement':
    case 'StaticBlock':
    case 'TSModuleBlock':
      return blockOf(memberOf(node, 'body'), name)
    case 'SwitchStatement':
      return blockOf(
        listOf(memberOf(node, 'cases')).flatMap((each) => listOf(memberOf(each, 'consequent'))),
        name,
      )
    case 'ForStatement':
      return blockOf([memberOf(node, 'init')], name)
    case 'ForInStatement':
    case 'ForOfStatement':
      return blockOf([memberOf(node, 'left')], name)
    case 'CatchClause':
      return boundNames(memberOf(node, 'param')).includes(name) ? node : undefined
    case 'ClassExpression':
      return nameOf(memberOf(node, 'id')) === name ? node : undefined
    default:
      return undefined
  }
}

function blockOf(statements: unknown, name: string): object | undefined {
  return listOf(statements)
    .map((statement) => memberOf(statement, 'declaration') ?? statement)
    .filter(isNode)
    .find((statement) => memberOf(statement, 'kind') !== 'var' && declaredNames(statement).includes(name))
}

/** The `var` declaration of a name in a function's body: it holds everywhere in it. */
function varsOf(node: unknown, name: string): object | undefined {
  if (!isNode(node) || isFunction(node)) return undefined
  if (memberOf(node, 'kind') === 'var' && declaredNames(node).includes(name)) return node
  for (const child of Object.values(node).flat()) {
    const found = varsOf(child, name)
    if (found !== undefined) return found
  }
  return undefined
}

function declaredNames(statement: object): readonly string[] {
  switch (typeOf(statement)) {
    case 'VariableDeclaration':
      return listOf(memberOf(statement, 'declarations')).flatMap((each) => boundNames(memberOf(each, 'id')))
    case 'ImportDeclaration':
      return listOf(memberOf(statement, 'specifiers')).map((each) => nameOf(memberOf(each, 'local')))
    case 'ClassDeclaration':
    case 'FunctionDeclaration':
    case 'TSEnumDeclaration':
    case 'TSImportEqualsDeclaration':
      return [nameOf(memberOf(statement, 'id'))]
    default:
      return []
  }
}

function boundNames(pattern: unknown): readonly string[] {
  switch (typeOf(pattern)) {
    case 'Identifier':
      return [nameOf(pattern)]
    case 'ObjectPattern':
      return listOf(memberOf(pattern, 'properties')).flatMap(boundNames)
    case 'ArrayPattern':
      return listOf(memberOf(pattern, 'elements')).flatMap(boundNames)
    case 'ObjectProperty':
    case 'Property':
      return boundNames(memberOf(pattern, 'value'))
    case 'AssignmentPattern':
      return boundNames(memberOf(pattern, 'left'))
    case 'RestElement':
      return boundNames(memberOf(pattern, 'argument'))
    case 'TSParameterProperty':
      return boundNames(memberOf(pattern, 'parameter'))
    default:
      return []
  }
}

const isFunction = (node: object): boolean =>
  /^(?:Function(?:Declaration|Expression)|ArrowFunctionExpression|ObjectMethod|Class(?:Private)?Method)$/.test(
    typeOf(node),
  )

const typeOf = (node: unknown): string => {
  const type = memberOf(node, 'type')
  return typeof type === 'string' ? type : ''
}

const isNode = (value: unknown): value is object => typeOf(value) !== ''

/** A node's member, whatever the types of the two libraries say. */
export function memberOf(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null ? Reflect.get(node, name) : undefined
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Whether one node's text holds the other's. */
export function isInside(inner: object, outer: object): boolean {
  const [a, b] = [spanOf(inner), spanOf(outer)]
  return a.start >= b.start && a.end <= b.end
}
