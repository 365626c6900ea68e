import type { FeedSink } from '../../domain/feed.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'

/** Puts a quote message's text where the stream would: without what is before its data, if it is written as usual. */
export function putMessage(sink: FeedSink, symbol: Ticker, text: string): void {
  const head = `${QUOTE_MESSAGE_PREFIX}${symbol}"`
  const skipped = text.startsWith(head) ? head.length : 0
  sink.frames.read(text, (_, from, to) => sink.put(sink.inlet(symbol), from + skipped, to))
}
