import { parentOf, spanOf, textOf } from './parse.ts'
import { noteAt, stringOf, typeOf } from './rewriting.ts'
import type { MethodCall, Rewriting } from './rewriting.ts'

/** The old words for bar lengths. */
const BAR_WORDS: Readonly<Record<string, string>> = { second: '1s', minute: '1m', A: '1s', AM: '1m' }

const SUBSCRIBE_OF_CHANNEL: Readonly<Record<string, string>> = {
  Q: 'subscribeQuotes',
  T: 'subscribeTrades',
  A: 'subscribeAggregates',
  AM: 'subscribeAggregates',
}

/** Changes what differs in a call of `massiveWS`; false when it cannot be decided. */
export function rewriteSocketCall(rewriting: Rewriting, call: MethodCall): boolean {
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
      listSymbol(rewriting, call)
      return translateBarWord(rewriting, call)
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

// one symbol alone was allowed; the provider takes lists
function listSymbol({ source, edits }: Rewriting, { arguments: given }: MethodCall): void {
  const symbols = given[0]
  if (symbols === undefined || !['StringLiteral', 'TemplateLiteral'].includes(typeOf(symbols))) return
  const { start, end } = spanOf(symbols)
  edits.replace(start, end, `[${textOf(source, symbols)}]`)
}

function translateBarWord(rewriting: Rewriting, { call, arguments: given }: MethodCall): boolean {
  const timespan = given[2]
  if (timespan === undefined) return true
  const word = stringOf(timespan)
  const timeframe = word === undefined ? undefined : BAR_WORDS[word]
  if (timeframe !== undefined) {
    const { start, end } = spanOf(timespan)
    rewriting.edits.replace(start, end, `'${timeframe}'`)
  } else if (word === undefined) {
    noteAt(
      rewriting,
      call,
      `Make sure that ${textOf(rewriting.source, timespan)} is a timeframe ('1s', '1m', '5m', …) and no word.`,
    )
  }
  return true
}

function rewriteStatus(rewriting: Rewriting, call: MethodCall): boolean {
  const [listener] = call.arguments
  if (listener === undefined) return true
  const select = rewriting.names.use('selectConnectionStatus', 'value')
  renameMethod(rewriting, call, 'store.subscribe')
  rewriting.edits.insert(spanOf(listener).start, `${select}, `)
  rewriting.edits.insert(spanOf(listener).end, ', { fireImmediately: true }')
  return true
}
