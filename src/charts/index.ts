export { toNewYorkWall } from '../../domain/new-york-time.ts'
export type { CandlePoint, ChartTime, TimedPoint, VolumePoint } from './bar-points.ts'
export { toCandle, toVolume } from './bar-points.ts'
export { createDatafeed } from './datafeed.ts'
export type { DatafeedOptions } from './datafeed.ts'
export type {
  Datafeed,
  DatafeedBar,
  DatafeedConfiguration,
  DatafeedPeriod,
  DatafeedProvider,
  DatafeedQuote,
  DatafeedSearchResult,
  DatafeedSymbol,
  Resolution,
} from './datafeed-types.ts'
export { createSeriesFeed } from './series-feed.ts'
export type { SeriesFeed, SeriesFeedOptions, SeriesTarget } from './series-feed.ts'
