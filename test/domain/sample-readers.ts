import * as z from 'zod/mini'
import {
  aggregateRowSchema,
  openCloseSchema,
  toAggregate,
  toDailyAggregate,
} from '../../domain/massive/rest-aggregates.ts'
import { conditionRowSchema, exchangeRowSchema } from '../../domain/massive/rest-codes.ts'
import { chainRowSchema, contractReferenceSchema, toChainRow, toContract } from '../../domain/massive/rest-contracts.ts'
import { listSchema, parseErrorBody, resultSchema } from '../../domain/massive/rest-envelope.ts'
import { parseRows } from '../../domain/massive/rest-fields.ts'
import { indicatorRowSchema, indicatorSchema, toIndicatorPoints } from '../../domain/massive/rest-indicators.ts'
import {
  holidaySchema,
  marketStatusSchema,
  toHoliday,
  toMarketStatus,
} from '../../domain/massive/rest-market-status.ts'
import { snapshotRowSchema, toSnapshot } from '../../domain/massive/rest-snapshots.ts'
import {
  stockSnapshotRowSchema,
  stockSnapshotSchema,
  stockSnapshotsSchema,
  toStockQuote,
} from '../../domain/massive/rest-stock-snapshots.ts'
import { tickerRowSchema, toTickerMatch } from '../../domain/massive/rest-tickers.ts'
import {
  lastQuoteSchema,
  lastTradeSchema,
  quoteRowSchema,
  toLastQuote,
  toLastTrade,
  toQuoteTick,
  toTrade,
  tradeRowSchema,
} from '../../domain/massive/rest-ticks.ts'
import { ackOf, parseStreamFrame } from '../../domain/massive/stream-frames.ts'
import type { StreamFrame } from '../../domain/massive/stream-frames.ts'
import type { StreamEvent } from '../../domain/massive/stream-events.ts'
import { aggregateOf, quotePatchOf, tradeOf, valuePatchOf } from '../../domain/massive/stream-mappers.ts'
import { isTicker } from '../../domain/ticker.ts'
import type { Timeframe } from '../../domain/timeframe.ts'

const NOW = 1_700_000_000_000

/** Reads a file's body: what its good rows turn into, and how many rows are not good. */
export type Reader = (body: unknown) => { readonly rejected: number; readonly values: unknown }

function list<TSchema extends z.ZodMiniType>(
  schema: TSchema,
  map: (row: z.output<TSchema>, ticker: string) => unknown,
): Reader {
  return (body) => {
    const { results, ticker = '' } = listSchema.parse(body)
    const { rows, rejected } = parseRows(schema, results)
    return { rejected, values: rows.map((row) => map(row, ticker)) }
  }
}

function one<TSchema extends z.ZodMiniType>(schema: TSchema, map: (row: z.output<TSchema>) => unknown): Reader {
  return (body) => ({ rejected: 0, values: map(schema.parse(resultSchema(z.unknown()).parse(body).results)) })
}

function bare<TSchema extends z.ZodMiniType>(schema: TSchema, map: (row: z.output<TSchema>) => unknown): Reader {
  return (body) => ({ rejected: 0, values: map(schema.parse(body)) })
}

export const bars = (timeframe: Timeframe): Reader =>
  list(aggregateRowSchema, (row, ticker) => toAggregate(row, ticker || (row.T ?? ''), timeframe))

export const refusal: Reader = (body) => ({ rejected: 0, values: parseErrorBody(body) })

export const points: Reader = (body) => {
  const { results } = indicatorSchema.parse(body)
  const { rows, rejected } = parseRows(indicatorRowSchema, results.values)
  return { rejected, values: toIndicatorPoints(rows) }
}

export const snapshots = list(snapshotRowSchema, (row) => toSnapshot(row, NOW))
export const chain = list(chainRowSchema, (row) => toChainRow(row, NOW))
export const trades = list(tradeRowSchema, (row) => toTrade(row, 'X'))
export const quotes = list(quoteRowSchema, (row) => toQuoteTick(row, 'X'))
export const contracts = list(contractReferenceSchema, toContract)
export const matches = list(tickerRowSchema, toTickerMatch)
export const stocks: Reader = (body) => {
  const { rows, rejected } = parseRows(stockSnapshotRowSchema, stockSnapshotsSchema.parse(body).tickers)
  return { rejected, values: rows.map((row) => toStockQuote(row, NOW)) }
}

export const frame: Reader = (body) => {
  const { malformed, unknown, ...values } = parseStreamFrame(JSON.stringify(body))
  return { rejected: malformed + unknown, values }
}

function event(map: (event: StreamEvent) => unknown): Reader {
  return (body) => {
    const { events, malformed, unknown }: StreamFrame = parseStreamFrame(JSON.stringify(body))
    return { rejected: malformed + unknown, values: events.map(map) }
  }
}

export const mapped = event((event) => {
  switch (event.ev) {
    case 'Q':
      return quotePatchOf(event)
    case 'T':
      return tradeOf(event)
    case 'A':
    case 'AM':
      return aggregateOf(event)
    case 'V':
      return valuePatchOf(event)
    default:
      return event
  }
})

// the client's own frames: each pair is a channel, a dot and a ticker
export const pairs: Reader = (body) => {
  const { action, params } = z.object({ action: z.string(), params: z.string() }).parse(body)
  const tickers = params.split(',').map((pair) => pair.slice(pair.indexOf('.') + 1))
  return { rejected: tickers.filter((ticker) => !isTicker(ticker)).length, values: { action, tickers } }
}

export const acks: Reader = (body) => {
  const { statuses, malformed } = parseStreamFrame(JSON.stringify(body))
  return { rejected: malformed, values: statuses.map((status) => ackOf(status)) }
}

export const openClose = bare(openCloseSchema, toDailyAggregate)
export const marketStatus = bare(marketStatusSchema, (row) => toMarketStatus(row, NOW))
export const oneStock = bare(stockSnapshotSchema, ({ ticker }) => toStockQuote(ticker, NOW))
export const oneContract = one(contractReferenceSchema, toContract)
export const oneChainRow = one(chainRowSchema, (row) => toChainRow(row, NOW))
export const oneTicker = one(tickerRowSchema, toTickerMatch)
export const lastTrade = one(lastTradeSchema, toLastTrade)
export const lastQuote = one(lastQuoteSchema, toLastQuote)
export const conditions = list(conditionRowSchema, (row) => row)
export const exchanges = list(exchangeRowSchema, (row) => row)

export const holidays: Reader = (body) => {
  const { rows, rejected } = parseRows(holidaySchema, z.array(z.unknown()).parse(body))
  return { rejected, values: rows.map(toHoliday) }
}
