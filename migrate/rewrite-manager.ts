import jscodeshift from 'jscodeshift'
import type { ASTPath } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import { parentOf, spanOf, textOf } from './parse.ts'
import type { Source } from './parse.ts'
import { isResultUnused, rewriteManagedSubscribe } from './rewrite-stream.ts'
import { noteAt, statementOf, typeOf } from './rewriting.ts'
import type { MethodCall, Rewriting } from './rewriting.ts'
import { declarationOf } from './scopes.ts'

/** Calls of `massiveSubscriptionManager` that were rewritten; the others stay as they are. */
export type RewrittenCalls = ReadonlySet<MethodCall>

/**
 * `unsubscribe(symbols, callback)` becomes a call of what `subscribe` returns. That is only safe where both stand in
 * one function (an effect and its clean-up), with the same arguments; any other pair is left with a note.
 */
export function rewriteManagerCalls(rewriting: Rewriting, calls: readonly MethodCall[]): RewrittenCalls {
  const rewritten = new Set<MethodCall>()
  const subscribes = calls.filter(({ method }) => method === 'subscribe')
  const paired = pairUp(
    rewriting,
    subscribes,
    calls.filter(({ method }) => method === 'unsubscribe'),
  )

  for (const [subscribe, unsubscribes] of paired) {
    if (!rewriteManagedSubscribe(rewriting, subscribe)) continue
    const stop = rewriting.names.free('stop')
    rewriting.edits.insert(spanOf(statementOf(subscribe.call).node).start, `const ${stop} = `)
    rewritten.add(subscribe)
    for (const unsubscribe of unsubscribes) {
      const { start, end } = spanOf(unsubscribe.call.node)
      rewriting.edits.replace(start, end, `${stop}()`)
      rewritten.add(unsubscribe)
    }
  }
  for (const call of calls) {
    if (!rewritten.has(call) && rewriteAlone(rewriting, call)) rewritten.add(call)
  }
  return rewritten
}

function rewriteAlone(rewriting: Rewriting, call: MethodCall): boolean {
  if (call.method === 'updateWatchlist') return true
  if (call.method === 'subscribe' && !isResultUnused(call)) return rewriteManagedSubscribe(rewriting, call)
  const problem =
    call.method === 'subscribe'
      ? 'Keep what massive.subscribeQuotes() returns and call it where this subscription ends.'
      : call.method === 'unsubscribe'
        ? 'Call what the matching massive.subscribeQuotes() returned instead.'
        : `massive has no method ${call.method}(); see the migration guide for what replaces it.`
  noteAt(rewriting, call.call, problem)
  return false
}

function pairUp(
  { source }: Rewriting,
  subscribes: readonly MethodCall[],
  unsubscribes: readonly MethodCall[],
): ReadonlyMap<MethodCall, readonly MethodCall[]> {
  const paired = new Map<MethodCall, MethodCall[]>()
  for (const unsubscribe of unsubscribes) {
    const wanted = unsubscribe.arguments.map((argument) => textOf(source, argument))
    // without a callback it ends what others began, too
    if (wanted.length < 2) continue
    const matches = subscribes.filter((subscribe) => {
      if (!isResultUnused(subscribe) || !isVisibleFrom(subscribe.call, unsubscribe.call)) return false
      if (!unsubscribe.arguments.every((argument) => isSameVariable(source, argument, subscribe, unsubscribe)))
        return false
      return wanted.every((text, index) => textOrNothing(source.text, subscribe.arguments[index]) === text)
    })
    const [match] = matches
    if (match === undefined || matches.length > 1) continue
    paired.set(match, [...(paired.get(match) ?? []), unsubscribe])
  }
  return paired
}

function textOrNothing(text: string, node: object | undefined): string {
  if (node === undefined) return ''
  const { start, end } = spanOf(node)
  return text.slice(start, end)
}

/** Whether a name stands for one thing at both places: declared once and never assigned to. */
function isSameVariable(source: Source, argument: object, at: MethodCall, later: MethodCall): boolean {
  if (typeOf(argument) !== 'Identifier') return true
  const name = nameOf(argument)
  const isAssigned =
    source.root.find(jscodeshift.AssignmentExpression, { left: { type: 'Identifier', name } }).size() > 0
  return !isAssigned && declarationOf(at.call, name) === declarationOf(later.call, name)
}

/** Whether a constant declared at one place can be used at the other: the block around it holds both. */
function isVisibleFrom(declaredAt: ASTPath, usedAt: ASTPath): boolean {
  const block = parentOf(statementOf(declaredAt))
  // `if (isOn) manager.subscribe(…)` has no place for a declaration
  if (block === null || !/^(?:Program|BlockStatement|StaticBlock)$/.test(block.node.type)) return false
  let current: ASTPath | null = usedAt
  while (current !== null && current.node !== block.node) current = parentOf(current)
  return current !== null && spanOf(declaredAt.node).end <= spanOf(usedAt.node).start
}
