import type { Ticker } from '../../domain/ticker.ts'
import type { Channel } from '../../domain/wire-protocol.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { rejectionKey } from '../../slices/connection.ts'
import { selectPoorestFreshness } from '../../store/selectors/freshness.ts'
import type { Selector } from '../../store/selectors/selector.ts'
import type { MarketDataResult } from './results.ts'
import type { Fields } from './tracker.ts'
import type { Tickers } from './useTickers.ts'

interface FieldsOptions<TData> {
  readonly asked: Tickers
  readonly channel: Channel
  /** Why the data cannot be had, where that is known without the store. */
  readonly problem?: Error | undefined
  readonly data: Selector<TData>
  /** Whether there is anything to show yet. */
  readonly hasData: (data: TData, state: MarketDataState) => boolean
}

/** How data, status, freshness and error of a subscription are read from the state. */
export function resultFields<TData>(options: FieldsOptions<TData>): Fields<MarketDataResult<TData>> {
  const { asked, channel, problem, data, hasData } = options
  const error: Selector<Error | undefined> = ({ connection }) =>
    asked.error ?? problem ?? rejectionOf(connection, channel, asked.tickers)
  return {
    data,
    freshness: selectPoorestFreshness(asked.tickers),
    error,
    status: (state) => {
      if (hasData(data(state), state)) return 'ready'
      return error(state) === undefined ? 'loading' : 'error'
    },
  }
}

/** Why the server refuses the first of the symbols that it refuses. */
function rejectionOf(
  { rejections }: MarketDataState['connection'],
  channel: Channel,
  tickers: readonly Ticker[],
): Error | undefined {
  for (const ticker of tickers) {
    const error = rejections[rejectionKey(channel, ticker)]
    if (error !== undefined) return error
  }
  return undefined
}
