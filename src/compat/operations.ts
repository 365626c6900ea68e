import type { Query } from '../../adapters/rest/exchange.ts'
import { InvalidRequestError } from '../../domain/errors.ts'

/** Arguments as the vendor's client takes them: `{ underlyingAsset: 'SPY', strikePriceGte: 600 }`. */
export type VendorParams = Readonly<Record<string, string | number | boolean | undefined>>

/** Operations by the vendor's own names; `{…}` are required parts of the path. */
export const OPERATIONS = {
  getMarketStatus: 'v1/marketstatus/now',
  getMarketHolidays: 'v1/marketstatus/upcoming',
  getSnapshots: 'v3/snapshot',
  getIndicesSnapshot: 'v3/snapshot/indices',
  getOptionsChain: 'v3/snapshot/options/{underlyingAsset}',
  getOptionContract: 'v3/snapshot/options/{underlyingAsset}/{optionContract}',
  getStocksSnapshotTicker: 'v2/snapshot/locale/us/markets/stocks/tickers/{stocksTicker}',
  getOptionsContract: 'v3/reference/options/contracts/{optionsTicker}',
  listOptionsContracts: 'v3/reference/options/contracts',
  listTickers: 'v3/reference/tickers',
  getTicker: 'v3/reference/tickers/{ticker}',
  getStocksAggregates: 'v2/aggs/ticker/{stocksTicker}/range/{multiplier}/{timespan}/{from}/{to}',
  getOptionsAggregates: 'v2/aggs/ticker/{optionsTicker}/range/{multiplier}/{timespan}/{from}/{to}',
  getIndicesAggregates: 'v2/aggs/ticker/{indicesTicker}/range/{multiplier}/{timespan}/{from}/{to}',
  getPreviousStocksAggregates: 'v2/aggs/ticker/{stocksTicker}/prev',
  getPreviousOptionsAggregates: 'v2/aggs/ticker/{optionsTicker}/prev',
  getPreviousIndicesAggregates: 'v2/aggs/ticker/{indicesTicker}/prev',
  getStocksRSI: 'v1/indicators/rsi/{stockTicker}',
  getOptionsRSI: 'v1/indicators/rsi/{optionsTicker}',
  getIndicesRSI: 'v1/indicators/rsi/{indicesTicker}',
  getStocksTrades: 'v3/trades/{stockTicker}',
  getOptionsTrades: 'v3/trades/{optionsTicker}',
} as const

export type OperationName = keyof typeof OPERATIONS

/**
 * The path and query of an operation.
 *
 * @throws InvalidRequestError for a missing part of the path
 */
export function requestOf(name: OperationName, params: VendorParams): { readonly path: string; readonly query: Query } {
  const rest = new Map(Object.entries(params))
  const path = OPERATIONS[name].replaceAll(/\{(\w+)\}/g, (_, part: string) => {
    const value = rest.get(part)
    if (value === undefined || value === '')
      throw new InvalidRequestError(`${name}: ${part} is missing; give { ${part} }`)
    rest.delete(part)
    return encodeURIComponent(value)
  })
  const query = Object.fromEntries([...rest].map(([key, value]) => [vendorName(key), value]))
  return { path, query }
}

/** `strikePriceGte` is `strike_price.gte` on the wire, `tickerAnyOf` is `ticker.any_of`. */
function vendorName(parameter: string): string {
  return parameter.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/_(gte?|lte?|any_of)$/, '.$1')
}
