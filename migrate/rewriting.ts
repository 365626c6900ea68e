import type { ASTPath } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import type { Binding } from './bindings.ts'
import type { EditList } from './edits.ts'
import type { NewNames } from './new-names.ts'
import { parentOf, spanOf } from './parse.ts'
import type { Source } from './parse.ts'
import { memberOf } from './scopes.ts'

/** What the rewriting of one file shares. */
export interface Rewriting {
  readonly source: Source
  readonly edits: EditList
  readonly names: NewNames
  /** Bindings with a use that could not be decided: these keep working through the legacy entry. */
  readonly kept: Set<Binding>
}

/** One call of a method of an old client: `client.getQuote('SPY')`. */
export interface MethodCall {
  readonly method: string
  /** What stands before the dot. */
  readonly object: ASTPath
  /** The name after it. */
  readonly property: object
  /** The call expression. */
  readonly call: ASTPath
  readonly arguments: readonly object[]
}

/** Above the statement that holds a place: the innermost one that begins a line, as a note is a line of its own. */
export function noteAt(rewriting: Rewriting, path: ASTPath, message: string): void {
  const innermost = statementOf(path)
  let found: ASTPath | undefined = innermost
  while (found !== undefined && !beginsLine(rewriting.source, found.node)) found = statementAround(found)
  rewriting.edits.note(spanOf((found ?? innermost).node).start, message)
}

function statementAround(path: ASTPath): ASTPath | undefined {
  const around = parentOf(path)
  if (around === null) return undefined
  const statement = statementOf(around)
  return isStatement(statement) ? statement : undefined
}

function beginsLine({ text }: Source, node: object): boolean {
  const { start } = spanOf(node)
  return text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trim() === ''
}

/** Arguments that are not all there to be seen cannot be changed one by one; a note says so. */
export function hasSpread(rewriting: Rewriting, { call, arguments: given }: MethodCall): boolean {
  if (given.every((argument) => typeOf(argument) !== 'SpreadElement')) return false
  noteAt(rewriting, call, 'The arguments are spread here, so they cannot be followed: check them against the guide.')
  return true
}

/** The innermost statement, class member or declaration around a place. */
export function statementOf(path: ASTPath): ASTPath {
  let current = path
  for (let around = parentOf(current); around !== null && !isStatement(current); around = parentOf(current)) {
    current = around
  }
  return current
}

function isStatement(path: ASTPath): boolean {
  const type = path.node.type
  return (
    (type.endsWith('Statement') && type !== 'BlockStatement') ||
    /Declaration$|^Class(?:Private|Accessor)?(?:Property|Method)$/.test(type)
  )
}

/** The method call around a client, if that is how the client is used. */
export function methodCallOf(object: ASTPath): MethodCall | undefined {
  const member = parentOf(object)
  if (member === null || !isMember(member.node) || member.node.object !== object.node || member.node.computed)
    return undefined
  const call = parentOf(member)
  if (call === null || !isCall(call.node) || call.node.callee !== member.node) return undefined
  const { property } = member.node
  const method = nameOf(property)
  return { method, object, property, call, arguments: call.node.arguments }
}

interface MemberNode {
  readonly object: object
  readonly property: object
  readonly computed?: boolean
}
interface CallNode {
  readonly callee: object
  readonly arguments: readonly object[]
}

function isMember(node: { readonly type: string }): node is MemberNode & { type: string } {
  return node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression'
}

function isCall(node: { readonly type: string }): node is CallNode & { type: string } {
  return node.type === 'CallExpression' || node.type === 'OptionalCallExpression'
}

/** A string literal's value, template literals without expressions included. */
export function stringOf(node: object | undefined): string | undefined {
  if (node === undefined || !('type' in node)) return undefined
  if (node.type === 'StringLiteral' && 'value' in node && typeof node.value === 'string') return node.value
  return undefined
}

/** A number literal's value. */
export function numberOf(node: object | undefined): number | undefined {
  if (node === undefined || !('type' in node) || node.type !== 'NumericLiteral') return undefined
  return 'value' in node && typeof node.value === 'number' ? node.value : undefined
}

export function typeOf(node: unknown): string {
  const type = memberOf(node, 'type')
  return typeof type === 'string' ? type : ''
}
