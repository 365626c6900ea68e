import type { EpochMs } from '../../../domain/freshness.ts'
import type { MarketDataState } from '../../../slices/market-data-state.ts'
import type { MassiveApi } from '../massive-api.ts'
import type { FlushFigures } from './flush-meter.ts'
import type { RenderFigures } from './render-meter.ts'

type Row = readonly (string | number)[]

/** How much each slice holds. */
export function sliceRows(state: MarketDataState): readonly Row[] {
  const bars = Object.values(state.aggregates.series).map((series) => series.bars.length)
  const trades = Object.values(state.trades.bySymbol).map((each) => each.length)
  return [
    ['quotes', `${Object.keys(state.quotes.index).length} symbols in ${state.quotes.values.length} slots`],
    ['trades', `${sum(trades)} of ${trades.length} symbols`],
    ['aggregates', `${sum(bars)} bars in ${bars.length} series`],
    [
      'chains',
      `${Object.keys(state.chains.contracts).length} contracts, ${Object.keys(state.chains.byUnderlying).length} underlyings`,
    ],
    ['connection', `${state.connection.events.length} events`],
    ['watchlist', `${state.watchlist.symbols.length} symbols, ${state.watchlist.roots.length} roots`],
    ['reference', `${state.reference.holidays.length} holidays`],
  ]
}

export function subscriptionRows(provider: MassiveApi): readonly Row[] {
  return provider.inspector
    .subscriptions()
    .map(({ channel, symbol, holders, status }) => [channel, symbol, holders, status] as const)
}

export function cacheRows(provider: MassiveApi, now: EpochMs): readonly Row[] {
  return provider.inspector
    .cacheEntries()
    .map(({ kind, key, storedAt, expiresAt, hits }) => [
      kind,
      key,
      hits,
      `${seconds(now - storedAt)} old`,
      Number.isFinite(expiresAt) ? `${seconds(expiresAt - now)} left` : 'for good',
    ])
}

/** The way each connection has gone, oldest first. */
export function pathRows({ connection }: MarketDataState): readonly Row[] {
  const now = (['options', 'indices'] as const).map(
    (endpoint) => [endpoint, 'now', `${connection[endpoint].status}, ${connection[endpoint].transport}`] as const,
  )
  const past = connection.events
    .filter(({ kind }) => kind === 'connection' || kind === 'transport')
    .map(({ at, endpoint = '', message }) => [endpoint, new Date(at).toISOString().slice(11, 23), message] as const)
  return [...now, ...past.toReversed()]
}

export function flushRows({ flushesPerSecond, quotesPerFlush, medianMs, slowestMs }: FlushFigures): readonly Row[] {
  return [
    ['flushes', `${flushesPerSecond} /s`],
    ['quotes a flush', quotesPerFlush],
    ['cost with rendering', `${milliseconds(medianMs)} median, ${milliseconds(slowestMs)} slowest`],
  ]
}

export function renderRows(renders: readonly RenderFigures[]): readonly Row[] {
  return renders.map(({ hook, perSecond, total }) => [hook, `${perSecond} /s`, total])
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)
const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`
const milliseconds = (ms: number | undefined): string => (ms === undefined ? '–' : `${ms.toFixed(1)} ms`)
