import type { ASTPath } from 'jscodeshift'
import { TIMEFRAME_OF } from '../src/legacy/timespan.ts'
import { parentOf, spanOf, textOf } from './parse.ts'
import { hasSpread, noteAt, numberOf, statementOf, stringOf, typeOf } from './rewriting.ts'
import type { MethodCall, Rewriting } from './rewriting.ts'

/** Methods with the same arguments and answer on the provider. */
const SAME = new Set([
  'getQuote',
  'getOptionsChain',
  'getIndex',
  'getMarketStatus',
  'getMarketHolidays',
  'getRSI',
  'getOptionTrades',
])

/** Methods that answered the quotes alone; the provider's answer has the failed symbols beside them. */
export const BATCHED: ReadonlySet<string> = new Set(['getQuotes', 'getIndices'])

/** Changes what differs in a call of `massiveClient` or `MassiveApiClient`; false when it cannot be decided. */
export function rewriteClientCall(rewriting: Rewriting, call: MethodCall): boolean {
  if (SAME.has(call.method)) return true
  if (BATCHED.has(call.method)) return takeQuotesOfBatch(rewriting, call)
  if (call.method === 'getAggregates') return !hasSpread(rewriting, call) && joinTimeframe(rewriting, call)
  if (call.method === 'getOptionContract') return !hasSpread(rewriting, call) && dropUnderlying(rewriting, call)
  noteAt(rewriting, call.call, `massive has no method ${call.method}(); see the migration guide for what replaces it.`)
  return false
}

function takeQuotesOfBatch({ source, edits }: Rewriting, { call }: MethodCall): true {
  const parent = parentOf(call)
  if (parent?.node.type === 'AwaitExpression' && parentOf(parent)?.node.type === 'ExpressionStatement') return true
  if (parent?.node.type !== 'AwaitExpression' || beginsStatement(parent)) {
    edits.insert(spanOf(call.node).end, '.then((batch) => batch.quotes)')
    return true
  }
  const { start, end } = spanOf(parent.node)
  const around = source.text.slice(0, start).trimEnd().at(-1)
  const isWrapped = around === '(' && source.text.slice(end).trimStart().startsWith(')') && isMemberObject(parent)
  if (isWrapped) {
    edits.insert(end + source.text.slice(end).indexOf(')') + 1, '.quotes')
    return true
  }
  edits.insert(start, '(')
  edits.insert(end, ').quotes')
  return true
}

// a bracket there would make what stands on the line above, without a semicolon, a call
const beginsStatement = (path: ASTPath): boolean => spanOf(statementOf(path).node).start === spanOf(path.node).start

// `(await call).length` has its brackets already
function isMemberObject(path: ASTPath): boolean {
  const parent = parentOf(path)
  return (
    parent !== null &&
    parent.node.type.endsWith('MemberExpression') &&
    'object' in parent.node &&
    parent.node.object === path.node
  )
}

function joinTimeframe(rewriting: Rewriting, { call, arguments: given }: MethodCall): boolean {
  if (given.length < 5) return true
  const [, multiplier, timespan] = given
  const count = numberOf(multiplier) ?? stringOf(multiplier)
  const timeframe = TIMEFRAME_OF[`${count} ${stringOf(timespan)}`]
  if (multiplier === undefined || timespan === undefined || timeframe === undefined) {
    const asked = `${textOrNothing(rewriting, multiplier)}, ${textOrNothing(rewriting, timespan)}`
    noteAt(rewriting, call, `getAggregates(${asked}) became one timeframe ('1m', '1h', '1d', …): choose it here.`)
    return false
  }
  rewriting.edits.replace(spanOf(multiplier).start, spanOf(timespan).end, `'${timeframe}'`)
  return true
}

function textOrNothing({ source }: Rewriting, node: object | undefined): string {
  return node === undefined ? '' : textOf(source, node)
}

// the contract's ticker is enough: the provider asks for its underlying itself
function dropUnderlying(rewriting: Rewriting, { call, arguments: given }: MethodCall): boolean {
  const [underlying, contract] = given
  if (underlying === undefined || contract === undefined || typeOf(contract) === 'ObjectExpression') return true
  if (!/Literal$|^(?:Identifier|MemberExpression|ThisExpression)$/.test(typeOf(underlying))) {
    noteAt(
      rewriting,
      call,
      'getOptionContract() takes the contract alone: see whether the first argument does anything.',
    )
    return false
  }
  rewriting.edits.replace(spanOf(underlying).start, spanOf(contract).start, '')
  return true
}
