import type { ASTPath } from 'jscodeshift'
import { holderOf, usesOf } from './instances.ts'
import type { Holder } from './instances.ts'
import { spanOf, textOf } from './parse.ts'
import type { Reference } from './references.ts'
import { rewriteClientCall } from './rewrite-client.ts'
import { rewriteExport } from './rewrite-export.ts'
import { methodCallOf, noteAt, typeOf } from './rewriting.ts'
import type { Rewriting } from './rewriting.ts'
import { listOf, memberOf } from './scopes.ts'

/**
 * Rewrites `MassiveApiClient` where every call of the client that is made or typed can be followed. A client that is
 * handed on stays the old one: whoever gets it may count on the old answers.
 */
export function rewriteClasses(rewriting: Rewriting, references: readonly Reference[]): void {
  const creations = references.filter(({ parent }) => parent.node.type === 'NewExpression')
  const stayed = new Set<object>()
  const followed = new Map<number, ASTPath>()
  const follow = (uses: readonly ASTPath[]): void => {
    for (const use of uses) followed.set(spanOf(use.node).start, use)
  }
  for (const reference of creations) {
    const holder = holderOf(reference.path)
    const uses = holder === undefined ? undefined : usesOf(rewriting.source, holder)
    if (holder !== undefined && uses?.every(isCalled) === true && !holder.isExported) {
      create(rewriting, reference, holder)
      follow(uses)
    } else {
      if (holder !== undefined) stayed.add(holder.name)
      keep(
        rewriting,
        reference,
        'This client is handed on, so its calls cannot be followed: make it a MassiveDataProvider.',
      )
    }
  }
  for (const reference of references) {
    if (creations.includes(reference)) continue
    const holder = holderOf(reference.path)
    if (holder !== undefined && stayed.has(holder.name)) rewriting.kept.add(reference.binding)
    else if (rewriteName(rewriting, reference, holder) && holder !== undefined) follow(usesOf(rewriting.source, holder))
  }
  for (const use of followed.values()) {
    const call = methodCallOf(use)
    if (call !== undefined) rewriteClientCall(rewriting, call)
  }
}

const isCalled = (use: ASTPath): boolean => methodCallOf(use) !== undefined

function create(rewriting: Rewriting, { path, parent }: Reference, { isPublic }: Holder): void {
  noteOptions(rewriting, parent)
  if (isPublic)
    noteAt(rewriting, parent, 'Others can reach this client: see what they do with the answers of getQuotes().')
  const { start, end } = spanOf(path.node)
  rewriting.edits.replace(start, end, rewriting.names.use('MassiveDataProvider', 'value'))
}

function keep(rewriting: Rewriting, { path, binding }: Reference, why: string): void {
  rewriting.kept.add(binding)
  noteAt(rewriting, path, why)
}

/** The class by its name, in a type, an export or as a value. True for a type. */
function rewriteName(rewriting: Rewriting, reference: Reference, holder: Holder | undefined): boolean {
  const { path, parent } = reference
  if (parent.node.type === 'ExportSpecifier') {
    rewriteExport(rewriting, reference, 'MassiveDataProvider')
    return false
  }
  if (!parent.node.type.startsWith('TS')) {
    keep(
      rewriting,
      reference,
      'MassiveApiClient is used as a value here: use MassiveDataProvider instead and check it.',
    )
    return false
  }
  if (holder === undefined) {
    noteAt(
      rewriting,
      path,
      'Calls through this type are not followed: getQuotes() and getIndices() answer { quotes, errors }.',
    )
  }
  const { start, end } = spanOf(path.node)
  rewriting.edits.replace(start, end, rewriting.names.use('MassiveDataProvider', 'type'))
  return true
}

function noteOptions(rewriting: Rewriting, creation: ASTPath): void {
  const [options] = listOf(memberOf(creation.node, 'arguments'))
  if (typeof options !== 'object' || options === null) return
  if (/\bapi_?key\b/i.test(textOf(rewriting.source, creation.node))) {
    noteAt(rewriting, creation, 'The API key belongs to the proxy, not to the browser: take it out of these options.')
  } else if (typeOf(options) !== 'ObjectExpression') {
    noteAt(
      rewriting,
      creation,
      'MassiveDataProvider takes options ({ baseUrl, … }), no key and no address: check these.',
    )
  }
}
