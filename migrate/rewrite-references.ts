import type { ASTPath } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import type { OldName } from './old-names.ts'
import { spanOf } from './parse.ts'
import { memberName } from './references.ts'
import type { Reference } from './references.ts'
import { BATCHED, rewriteClientCall } from './rewrite-client.ts'
import { rewriteManagerCalls } from './rewrite-manager.ts'
import { rewriteSocketCall } from './rewrite-stream.ts'
import { methodCallOf, noteAt } from './rewriting.ts'
import type { MethodCall, Rewriting } from './rewriting.ts'

/** Rewrites every use of the old clients that can be decided, and notes the others. */
export function rewriteReferences(rewriting: Rewriting, references: readonly Reference[]): void {
  const managed = new Map<MethodCall, Reference>()
  for (const reference of references) {
    if (reference.old === 'MassiveApiClient') {
      rewriteClass(rewriting, reference)
      continue
    }
    const call = methodCallOf(reference.path)
    if (call === undefined) rewriteBare(rewriting, reference)
    else if (reference.old === 'massiveSubscriptionManager') managed.set(call, reference)
    else if (rewriteCall(rewriting, reference.old, call)) renameReceiver(rewriting, reference)
    else rewriting.kept.add(reference.binding)
  }
  const rewritten = rewriteManagerCalls(rewriting, [...managed.keys()])
  for (const [call, reference] of managed) {
    if (rewritten.has(call)) renameReceiver(rewriting, reference, call)
    else rewriting.kept.add(reference.binding)
  }
}

function rewriteCall(rewriting: Rewriting, old: OldName, call: MethodCall): boolean {
  return old === 'massiveWS' ? rewriteSocketCall(rewriting, call) : rewriteClientCall(rewriting, call)
}

function renameReceiver({ edits, names }: Rewriting, { path }: Reference, call?: MethodCall): void {
  if (call?.method === 'unsubscribe') return // the whole call was replaced
  const { start, end } = spanOf(path.node)
  edits.replace(start, end, names.use('massive', 'value'))
}

// a client that is not called on the spot: exported, named in a type, or handed around
function rewriteBare(rewriting: Rewriting, reference: Reference): void {
  const { path, parent, binding, old } = reference
  const { start, end } = spanOf(path.node)
  if (parent.node.type === 'ExportSpecifier') return rewriteExport(rewriting, reference, 'massive')
  if (parent.node.type === 'ExportDefaultDeclaration' || parent.node.type === 'TSTypeQuery') {
    const as = parent.node.type === 'TSTypeQuery' ? 'type' : 'value'
    return rewriting.edits.replace(start, end, rewriting.names.use('massive', as))
  }
  const method = memberName(parent.node, path.node)
  if (parent.node.type === 'TSQualifiedName' && old === 'massiveClient' && !BATCHED.has(method)) {
    return rewriting.edits.replace(start, end, rewriting.names.use('massive', 'type'))
  }
  rewriting.kept.add(binding)
  const problem =
    method === ''
      ? `${old} is handed on here, so its calls cannot be followed: use massive instead and check them.`
      : `${old}.${method} is handed on here: write a function that calls massive.${method}().`
  noteAt(rewriting, path, problem)
}

function rewriteExport(
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

function rewriteClass(rewriting: Rewriting, reference: Reference): void {
  const { path, parent } = reference
  const { start, end } = spanOf(path.node)
  const type = parent.node.type
  if (type === 'ExportSpecifier') return rewriteExport(rewriting, reference, 'MassiveDataProvider')
  if (type === 'NewExpression') {
    noteKey(rewriting, parent)
    return rewriting.edits.replace(start, end, rewriting.names.use('MassiveDataProvider', 'value'))
  }
  if (type.startsWith('TS')) {
    return rewriting.edits.replace(start, end, rewriting.names.use('MassiveDataProvider', 'type'))
  }
  rewriting.kept.add(reference.binding)
  noteAt(rewriting, path, 'MassiveApiClient is used as a value here: use MassiveDataProvider instead and check it.')
}

function noteKey(rewriting: Rewriting, creation: ASTPath): void {
  const given: unknown = 'arguments' in creation.node ? creation.node.arguments : []
  const text = rewriting.source.text.slice(spanOf(creation.node).start, spanOf(creation.node).end)
  if (!Array.isArray(given) || given.length === 0 || !/\bapi_?key\b/i.test(text)) return
  noteAt(rewriting, creation, 'The API key belongs to the proxy, not to the browser: take it out of these options.')
}
