import type { Ticker } from '../../domain/ticker.ts'
import type { EndpointStream } from '../stream/endpoint-stream.ts'
import type { Subscription } from '../stream/subscription.ts'
import type { PollTargets } from './rest-polling.ts'

/**
 * What of an endpoint REST is asked for in the next round: subscriptions that are polled, and the contracts that the
 * server chose for the watchlist's roots, where all of the endpoint is.
 *
 * @param downForMs how long the stream has been down; what began after that begins there
 */
export function pollTargets(
  stream: EndpointStream,
  isPolled: (one: Subscription) => boolean,
  isAllPolled: boolean,
  downForMs: number,
): PollTargets {
  const quotes = new Set<Ticker>(isAllPolled ? stream.watchlist : [])
  const lossless: PollTargets['lossless'][number][] = []
  for (const one of stream.subscriptions.all()) {
    if (one.status === 'rejected' || !isPolled(one)) continue
    if (one.channel === 'Q') {
      quotes.add(one.symbol)
      continue
    }
    one.acknowledgedAt ??= stream.now() - downForMs
    lossless.push({ channel: one.channel, symbol: one.symbol, from: one.coveredTo, since: one.acknowledgedAt })
  }
  return { quotes: [...quotes], lossless }
}
