import { parentOf, spanOf, textOf } from './parse.ts'
import { hasSpread, noteAt, stringOf, typeOf } from './rewriting.ts'
import type { MethodCall, Rewriting } from './rewriting.ts'
import { listOf, memberOf } from './scopes.ts'
import { listSymbol } from './symbol-lists.ts'

/** The old words for bar lengths. */
const BAR_WORDS: Readonly<Record<string, string>> = { second: '1s', minute: '1m', A: '1s', AM: '1m' }

const TIMEFRAME = /^(?:1s|1m|5m|15m|30m|1h|4h|1d|1w|1M)$/

const SUBSCRIBE_OF_CHANNEL: Readonly<Record<string, string>> = {
  Q: 'subscribeQuotes',
  T: 'subscribeTrades',
  A: 'subscribeAggregates',
  AM: 'subscribeAggregates',
}

/** Changes what differs in a call of `massiveWS`; false when it cannot be decided. */
export function rewriteSocketCall(rewriting: Rewriting, call: MethodCall): boolean {
  if (hasSpread(rewriting, call)) return false
  switch (call.method) {
    case 'disconnect':
    case 'updateWatchlist':
      return true
    case 'connect':
      return rewriteConnect(rewriting, call)
    case 'subscribeQuotes':
    case 'subscribeTrades':
      listSymbol(rewriting, call)
      return true
    case 'subscribeAggregates':
      if (!translateBarWord(rewriting, call)) return false
      listSymbol(rewriting, call)
      return true
    case 'onStatus':
      return rewriteStatus(rewriting, call)
    default:
      noteAt(
        rewriting,
        call.call,
        `massive has no method ${call.method}(); see the migration guide for what replaces it.`,
      )
      return false
  }
}

/** Names `subscribe` of `massiveSubscriptionManager` after its channel; false when it cannot be decided. */
export function rewriteManagedSubscribe(rewriting: Rewriting, call: MethodCall): boolean {
  if (hasSpread(rewriting, call)) return false
  const [, , channel] = call.arguments
  const word = channel === undefined ? 'Q' : stringOf(channel)
  const method = word === undefined ? undefined : SUBSCRIBE_OF_CHANNEL[word]
  if (method === undefined || word === undefined) {
    noteAt(
      rewriting,
      call.call,
      'The channel is chosen at run time: call subscribeQuotes, subscribeTrades or subscribeAggregates.',
    )
    return false
  }
  listSymbol(rewriting, call)
  renameMethod(rewriting, call, method)
  if (channel === undefined) return true
  const callback = call.arguments[1]
  if (callback === undefined) return true
  const timeframe = method === 'subscribeAggregates' ? `, '${BAR_WORDS[word]}'` : ''
  rewriting.edits.replace(spanOf(callback).end, spanOf(channel).end, timeframe)
  return true
}

function renameMethod({ edits }: Rewriting, { property }: MethodCall, method: string): void {
  const { start, end } = spanOf(property)
  edits.replace(start, end, method)
}

/** The place of a call where its result is thrown away. */
export function isResultUnused({ call }: MethodCall): boolean {
  return parentOf(call)?.node.type === 'ExpressionStatement'
}

function rewriteConnect(rewriting: Rewriting, { call, arguments: given }: MethodCall): boolean {
  if (given.length === 0) return true
  noteAt(rewriting, call, 'connect() takes no address or token: give `wsUrl` and `tokenUrl` to MassiveDataProvider.')
  return false
}

function translateBarWord(rewriting: Rewriting, { call, arguments: given }: MethodCall): boolean {
  const timespan = given[2]
  if (timespan === undefined) return true
  const word = stringOf(timespan)
  const timeframe = word === undefined ? undefined : BAR_WORDS[word]
  if (timeframe !== undefined) {
    const { start, end } = spanOf(timespan)
    rewriting.edits.replace(start, end, `'${timeframe}'`)
    return true
  }
  const isTimeframe = word !== undefined && TIMEFRAME.test(word)
  if (isTimeframe) return true
  const asked = textOf(rewriting.source, timespan)
  noteAt(rewriting, call, `${asked} must be a timeframe ('1s', '1m', '5m', …) and no word for massive: choose it here.`)
  return false
}

function rewriteStatus(rewriting: Rewriting, call: MethodCall): boolean {
  const [listener] = call.arguments
  if (listener === undefined) return true
  const wanted = statusListener(rewriting, listener)
  if (wanted === undefined) {
    noteAt(rewriting, call.call, 'Give massive.store.subscribe() a function of the status alone; it is told more.')
    return false
  }
  const select = rewriting.names.use('selectConnectionStatus', 'value')
  renameMethod(rewriting, call, 'store.subscribe')
  const { start, end } = spanOf(listener)
  rewriting.edits.insert(start, `${select}, ${wanted.before}`)
  rewriting.edits.insert(end, `${wanted.after}, { fireImmediately: true }`)
  return true
}

/** The store tells the former status too: what takes more than one argument must not get to see it. */
function statusListener(
  { names }: Rewriting,
  listener: object,
): { readonly before: string; readonly after: string } | undefined {
  if (typeOf(listener) === 'Identifier') {
    const status = names.free('status')
    return { before: `(${status}) => `, after: `(${status})` }
  }
  const takesOne = listOf(memberOf(listener, 'params')).length <= 1 && !hasRest(listener)
  return /Function/.test(typeOf(listener)) && takesOne ? { before: '', after: '' } : undefined
}

const hasRest = (listener: object): boolean =>
  listOf(memberOf(listener, 'params')).some((each) => memberOf(each, 'type') === 'RestElement')
