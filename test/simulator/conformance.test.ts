import * as z from 'zod/mini'
import { describe, expect, it } from 'vitest'
import { aggregateRowSchema, openCloseSchema } from '../../domain/massive/rest-aggregates.ts'
import { conditionRowSchema, exchangeRowSchema } from '../../domain/massive/rest-codes.ts'
import { chainRowSchema, contractReferenceSchema } from '../../domain/massive/rest-contracts.ts'
import { indicatorRowSchema, indicatorSchema } from '../../domain/massive/rest-indicators.ts'
import { holidaySchema, marketStatusSchema } from '../../domain/massive/rest-market-status.ts'
import { snapshotRowSchema } from '../../domain/massive/rest-snapshots.ts'
import { stockSnapshotRowSchema } from '../../domain/massive/rest-stock-snapshots.ts'
import { tickerRowSchema } from '../../domain/massive/rest-tickers.ts'
import { lastQuoteSchema, lastTradeSchema, quoteRowSchema, tradeRowSchema } from '../../domain/massive/rest-ticks.ts'
import { parseStreamFrame } from '../../domain/massive/stream-frames.ts'
import { startSimulator } from './support/test-simulator.ts'

const CONTRACT = 'O:SPY261218C00680000'
const results = (row: z.ZodMiniType): z.ZodMiniType => z.object({ results: z.array(row).check(z.minLength(1)) })
const tickers = (row: z.ZodMiniType): z.ZodMiniType => z.object({ tickers: z.array(row).check(z.minLength(1)) })

const OPERATIONS: readonly (readonly [path: string, schema: z.ZodMiniType])[] = [
  ['/v1/marketstatus/now', marketStatusSchema],
  ['/v1/marketstatus/upcoming', z.array(holidaySchema).check(z.minLength(1))],
  [`/v3/snapshot?ticker.any_of=SPY,I:SPX,${CONTRACT},NOPE`, results(snapshotRowSchema)],
  ['/v3/snapshot?type=options&limit=250', results(snapshotRowSchema)],
  ['/v3/snapshot/indices?limit=250', results(snapshotRowSchema)],
  ['/v3/snapshot/options/SPY?limit=250', results(chainRowSchema)],
  ['/v3/snapshot/options/I:VIX?limit=250&order=desc', results(chainRowSchema)],
  [`/v3/snapshot/options/SPY/${CONTRACT}`, z.object({ results: chainRowSchema })],
  ['/v3/reference/options/contracts?limit=1000', results(contractReferenceSchema)],
  [`/v3/reference/options/contracts/${CONTRACT}`, z.object({ results: contractReferenceSchema })],
  ['/v2/snapshot/locale/us/markets/stocks/tickers', tickers(stockSnapshotRowSchema)],
  ['/v2/snapshot/locale/us/markets/stocks/tickers/BRK.B', z.object({ ticker: stockSnapshotRowSchema })],
  ['/v2/aggs/ticker/SPY/range/15/minute/2026-11-18/2026-11-19', results(aggregateRowSchema)],
  ['/v2/aggs/ticker/I:SPX/range/1/week/2026-01-01/2026-11-19', results(aggregateRowSchema)],
  [`/v2/aggs/ticker/${CONTRACT}/range/1/day/2026-10-01/2026-11-19`, results(aggregateRowSchema)],
  ['/v2/aggs/ticker/SPY/prev', results(aggregateRowSchema)],
  ['/v2/aggs/grouped/locale/us/market/stocks/2026-11-19', results(aggregateRowSchema)],
  ['/v1/open-close/I:SPX/2026-11-19', openCloseSchema],
  [`/v3/trades/${CONTRACT}?limit=50`, results(tradeRowSchema)],
  ['/v3/quotes/SPY?limit=50', results(quoteRowSchema)],
  ['/v2/last/trade/SPY', z.object({ results: lastTradeSchema })],
  ['/v2/last/nbbo/SPY', z.object({ results: lastQuoteSchema })],
  ['/v1/indicators/rsi/SPY', indicatorSchema],
  ['/v3/reference/tickers', results(tickerRowSchema)],
  ['/v3/reference/conditions', results(conditionRowSchema)],
  ['/v3/reference/exchanges', results(exchangeRowSchema)],
]

describe('the simulator beside the schemas of the vendor', () => {
  it.each(OPERATIONS)('answers in the documented form: %s', async (path, schema) => {
    const { get } = await startSimulator()
    const { status, text } = await get(path)
    const parsed = z.safeParse(schema, JSON.parse(text))

    expect(status).toBe(200)
    expect(parsed.error?.issues).toBeUndefined()
  })

  it('computes a MACD in the documented form', async () => {
    const { get } = await startSimulator()
    const { text } = await get('/v1/indicators/macd/SPY?limit=3')
    const row = z.extend(indicatorRowSchema, { value: z.number(), signal: z.number(), histogram: z.number() })
    const schema = z.object({ results: z.object({ values: z.array(row).check(z.length(3)) }) })

    expect(z.safeParse(schema, JSON.parse(text)).error?.issues).toBeUndefined()
  })

  it('streams nothing that a strict reader rejects', async () => {
    const { client: connect, subscribe, clock } = await startSimulator({ ticksPerSecond: 100 })
    const clients = await Promise.all([connect('stocks'), connect('options'), connect('indices')])
    const [stocks, options, indices] = clients
    await subscribe(stocks, 'Q.*,T.*,A.*,AM.*')
    await subscribe(options, `Q.${CONTRACT},T.${CONTRACT},A.${CONTRACT},AM.${CONTRACT}`)
    await subscribe(indices, 'V.*,A.*,AM.*')
    for (let i = 0; i < 62; i++) clock.advance(1_000)
    await Promise.all(clients.map((client) => client.ping()))
    const frames = clients.flatMap((client) => client.frames.map(parseStreamFrame))
    const kinds = new Set(frames.flatMap((frame) => frame.events.map((event) => event.ev)))

    expect(kinds).toEqual(new Set(['Q', 'T', 'A', 'AM', 'V']))
    expect(frames.reduce((sum, frame) => sum + frame.malformed + frame.unknown, 0)).toBe(0)
    expect(frames.flatMap((frame) => frame.statuses.filter(({ kind }) => kind === 'unknown'))).toEqual([])
  })
})
