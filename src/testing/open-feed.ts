import type { FeedSink } from '../../domain/feed.ts'
import { createFeedReceiver } from '../../store/feed-receiver.ts'
import { createFeed } from '../../store/feed.ts'
import type { Feed, FeedOptions } from '../../store/feed.ts'

/** A feed that receives from the start, without a transport to fetch its receiver. */
export interface OpenFeed extends Feed {
  readonly sink: FeedSink
}

export function openFeed(options: FeedOptions): OpenFeed {
  const feed = createFeed(options)
  return { ...feed, sink: feed.open(createFeedReceiver) }
}
