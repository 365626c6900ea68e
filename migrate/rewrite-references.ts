import type { OldName } from './old-names.ts'
import { spanOf } from './parse.ts'
import { memberName } from './references.ts'
import type { Reference } from './references.ts'
import { rewriteClasses } from './rewrite-classes.ts'
import { BATCHED, rewriteClientCall } from './rewrite-client.ts'
import { rewriteExport } from './rewrite-export.ts'
import { rewriteManagerCalls } from './rewrite-manager.ts'
import { rewriteSocketCall } from './rewrite-stream.ts'
import { methodCallOf, noteAt } from './rewriting.ts'
import type { MethodCall, Rewriting } from './rewriting.ts'

/** Rewrites every use of the old clients that can be decided, and notes the others. */
export function rewriteReferences(rewriting: Rewriting, references: readonly Reference[]): void {
  const managed = new Map<MethodCall, Reference>()
  const isOfClass = ({ old }: Reference): boolean => old === 'MassiveApiClient'
  const assigned = new Set(references.filter(isAssigned).map(({ binding }) => binding))
  for (const reference of references) {
    if (isOfClass(reference)) continue
    if (assigned.has(reference.binding)) {
      keepAssigned(rewriting, reference)
      continue
    }
    const call = methodCallOf(reference.path)
    if (call === undefined) rewriteBare(rewriting, reference)
    else if (reference.old === 'massiveSubscriptionManager') managed.set(call, reference)
    else if (rewriteCall(rewriting, reference.old, call)) renameReceiver(rewriting, reference)
    else rewriting.kept.add(reference.binding)
  }
  rewriteClasses(rewriting, references.filter(isOfClass))
  const rewritten = rewriteManagerCalls(rewriting, [...managed.keys()])
  for (const [call, reference] of managed) {
    if (rewritten.has(call)) renameReceiver(rewriting, reference, call)
    else rewriting.kept.add(reference.binding)
  }
}

/** `massiveClient = fake` in a test: what is called then is not the client. */
const isAssigned = ({ path, parent }: Reference): boolean =>
  parent.node.type === 'AssignmentExpression' && parent.node.left === path.node

function keepAssigned(rewriting: Rewriting, reference: Reference): void {
  rewriting.kept.add(reference.binding)
  if (isAssigned(reference)) noteAt(rewriting, reference.path, `${reference.old} is replaced here: its uses were left.`)
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
