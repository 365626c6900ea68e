import { describe, expect, it } from 'vitest'
import { blackScholesPrice } from '../../../simulator/market/black-scholes.ts'
import { RISK_FREE_RATE } from '../../../simulator/market/price-model.ts'
import { numberOf, startSimulator } from '../support/test-simulator.ts'
import type { AnswerRow, SimulatorTest } from '../support/test-simulator.ts'

const CONTRACT = 'O:SPY261218C00650000'
const NONE: RequestInit = {}

const member = (row: AnswerRow, name: string): AnswerRow => {
  const value = row[name]
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

/** All rows of a list, page by page. */
async function walk(
  test: SimulatorTest,
  path: string,
): Promise<{ readonly rows: AnswerRow[]; readonly pages: number }> {
  const rows: AnswerRow[] = []
  let pages = 0
  for (let url: string | undefined = path; url !== undefined; pages++) {
    const { body }: { body: { results?: readonly AnswerRow[]; next_url?: string } } = await test.get(url)
    rows.push(...(body.results ?? []))
    url = body.next_url
  }
  return { rows, pages }
}

describe('keys and errors', () => {
  it('takes the key from the query or as a bearer', async () => {
    const { get } = await startSimulator({ apiKey: 'k1' })

    expect((await get('/v1/marketstatus/now?apiKey=k1', NONE)).status).toBe(200)
    expect((await get('/v1/marketstatus/now', { headers: { authorization: 'Bearer k1' } })).status).toBe(200)
  })

  it('answers 401 without a key and with an unknown one', async () => {
    const { get } = await startSimulator()

    expect(await get('/v1/marketstatus/now', NONE)).toMatchObject({
      status: 401,
      body: { status: 'ERROR', error: 'API Key was not provided' },
    })
    expect(await get('/v3/snapshot?apiKey=wrong', NONE)).toMatchObject({
      status: 401,
      body: { status: 'ERROR', error: 'Unknown API Key' },
    })
  })

  it.each([
    ['/v2/aggs/ticker/SPY/range/1/minute/yesterday/2026-11-20', "Could not parse the time parameter: 'from'"],
    [
      '/v2/aggs/ticker/SPY/range/1/minute/2026-11-20/2026-11-19',
      "The parameter 'to' cannot be a time that occurs before 'from'",
    ],
    ['/v2/aggs/ticker/SPY/range/0/minute/2026-11-19/2026-11-20', "'multiplier'"],
    ['/v2/aggs/ticker/SPY/range/1/fortnight/2026-11-19/2026-11-20', "'timespan'"],
    ['/v3/snapshot?limit=251', "'limit'"],
    ['/v3/snapshot/options/SPY?contract_type=straddle', "'contract_type'"],
    ['/v3/snapshot/options/SPY?strike_price.gte=cheap', "'strike_price.gte'"],
    ['/v3/snapshot/options/SPY?expiration_date=2026-02-30', "'expiration_date'"],
    ['/v3/trades/SPY?timestamp.gte=now', "'timestamp.gte'"],
    ['/v3/snapshot/options/SPY?cursor=garbage', 'cursor'],
  ])('answers 400 and names what is wrong: %s', async (path, text) => {
    const { get } = await startSimulator()
    const { status, body } = await get(path)

    expect(status).toBe(400)
    expect(body.status).toBe('ERROR')
    expect(body.error).toContain(text)
    expect(body.request_id).toMatch(/^[0-9a-f]{32}$/)
  })

  it.each([
    ['/v3/snapshot/options/SPY/O:SPY261218C00650001', 'Options contract not found.'],
    ['/v3/reference/tickers/NOPE', 'Ticker not found.'],
    ['/v2/last/trade/I:SPX', 'Ticker not found.'],
    ['/v1/open-close/NOPE/2026-11-19', 'Data not found.'],
  ])('answers 404 in the other form: %s', async (path, message) => {
    const { get } = await startSimulator()

    expect(await get(path)).toMatchObject({ status: 404, body: { status: 'NOT_FOUND', message } })
  })

  it('answers 403 for data of the future', async () => {
    const { get } = await startSimulator()
    const answer = await get('/v2/aggs/ticker/SPY/range/1/day/2027-01-01/2027-02-01')

    expect(answer).toMatchObject({ status: 403, body: { status: 'NOT_AUTHORIZED' } })
    expect(answer.body.message).toContain("Your plan doesn't include this data timeframe.")
  })
})

describe('lists', () => {
  it('pages a chain in order with nothing lost or doubled, and shows no key', async () => {
    const test = await startSimulator()
    const { body } = await test.get('/v3/snapshot/options/SPY?expiration_date=2026-12-18&apiKey=simulator', NONE)
    const { rows, pages } = await walk(test, '/v3/snapshot/options/SPY?expiration_date=2026-12-18&limit=50')
    const tickers = rows.map((row) => String(member(row, 'details')['ticker']))

    expect(body.results).toHaveLength(10)
    expect(body.next_url?.startsWith(`${test.simulator.restUrl}/v3/snapshot/options/SPY?cursor=`)).toBe(true)
    expect(body.next_url).not.toContain('simulator&')
    expect(pages).toBe(Math.ceil(tickers.length / 50))
    expect(tickers).toEqual(tickers.toSorted())
    expect(new Set(tickers).size).toBe(tickers.length)
  })

  it('filters and sorts a chain', async () => {
    const test = await startSimulator()
    const query = 'strike_price.gte=660&strike_price.lt=700&contract_type=put&sort=strike_price&order=desc&limit=250'
    const { rows } = await walk(test, `/v3/snapshot/options/SPY?${query}`)
    const details = rows.map((row) => member(row, 'details'))
    const strikes = details.map((row) => numberOf(row, 'strike_price'))

    expect(strikes.length).toBeGreaterThan(50)
    expect(strikes).toEqual(strikes.toSorted((a, b) => b - a))
    expect(Math.min(...strikes)).toBe(660)
    expect(Math.max(...strikes)).toBeLessThan(700)
    expect(new Set(details.map((row) => row['contract_type']))).toEqual(new Set(['put']))
  })

  it('moves the start of aggregates within the path', async () => {
    const test = await startSimulator()
    const path = '/v2/aggs/ticker/SPY/range/5/minute/2026-11-19/2026-11-19'
    const whole = await test.get(path)
    const { rows, pages } = await walk(test, `${path}?limit=500`)

    expect(whole.body.next_url).toBeUndefined()
    expect(pages).toBe(3)
    expect(rows).toEqual(whole.body.results)
  })

  it('reads aggregates backwards', async () => {
    const test = await startSimulator()
    const path = '/v2/aggs/ticker/I:SPX/range/1/hour/2026-11-18/2026-11-19'
    const forwards = await test.get(path)
    const backwards = await walk(test, `${path}?sort=desc&limit=600`)

    expect(backwards.rows.reverse()).toEqual(forwards.body.results)
    expect(backwards.pages).toBeGreaterThan(1)
  })

  it('leaves `results` out of empty aggregates and keeps it in empty lists', async () => {
    const { get } = await startSimulator({ session: 'calendar' })
    const bars = await get('/v2/aggs/ticker/SPY/range/1/minute/2026-11-15/2026-11-15')
    const list = await get('/v3/reference/tickers?search=nothing-of-this-name')

    expect(bars).toMatchObject({ status: 200, body: { resultsCount: 0 } })
    expect(bars.body).not.toHaveProperty('results')
    expect(list.body.results).toEqual([])
  })

  it('pages trades both ways, pinned to the first page while the market goes on', async () => {
    const test = await startSimulator()
    const client = await test.client('stocks')
    await test.subscribe(client, 'T.SPY')
    test.clock.advance(2_000)
    const first = await test.get('/v3/trades/SPY?limit=400')
    test.clock.advance(2_000)
    const second = await test.get(first.body.next_url ?? '')
    const times = [...(first.body.results ?? []), ...(second.body.results ?? [])].map((row) =>
      numberOf(row, 'sip_timestamp'),
    )

    expect(times).toHaveLength(800)
    expect(times).toEqual(times.toSorted((a, b) => b - a))
    const ids = [...(first.body.results ?? []), ...(second.body.results ?? [])].map(
      (row) => String(row['sip_timestamp']) + String(row['id']),
    )
    expect(new Set(ids).size).toBe(800)
  })
})

describe('rows', () => {
  it('reports unknown tickers beside the good ones, ten a page unless told otherwise', async () => {
    const { get } = await startSimulator()
    const tickers = 'SPY,QQQ,IWM,DIA,AAPL,MSFT,NVDA,TSLA,AMZN,META,NOPE'
    const short = await get(`/v3/snapshot?ticker.any_of=${tickers}`)
    const long = await get(`/v3/snapshot?limit=250&ticker.any_of=${tickers}`)
    const indices = await get('/v3/snapshot/indices?ticker.any_of=I:SPX,SPY')

    expect(short.body.results).toHaveLength(10)
    expect(long.body.results).toHaveLength(11)
    expect(long.body.results).toContainEqual({ ticker: 'NOPE', error: 'NOT_FOUND', message: 'Ticker not found.' })
    expect(indices.body.results).toContainEqual({ ticker: 'SPY', error: 'NOT_FOUND', message: 'Ticker not found.' })
  })

  it('gives greeks and a volatility that explain the quoted price', async () => {
    const test = await startSimulator()
    const { rows } = await walk(test, '/v3/snapshot/options/SPY?expiration_date=2026-12-18&limit=250')
    const years = (Date.UTC(2026, 11, 18, 21) - test.simulator.now()) / (365 * 86_400_000)
    const priced = rows.filter((row) => 'greeks' in row)

    expect(priced.length).toBeGreaterThan(100)
    for (const row of priced) {
      const details = member(row, 'details')
      const price = blackScholesPrice({
        type: details['contract_type'] === 'call' ? 'call' : 'put',
        spot: numberOf(member(row, 'underlying_asset'), 'price'),
        strike: numberOf(details, 'strike_price'),
        years,
        volatility: numberOf(row, 'implied_volatility'),
        rate: RISK_FREE_RATE,
        dividendYield: 0.012,
      })
      const quote = member(row, 'last_quote')
      // the underlying's last price is rounded to a cent or two
      expect(price).toBeGreaterThan(numberOf(quote, 'bid') - 0.06)
      expect(price).toBeLessThan(numberOf(quote, 'ask') + 0.06)
    }
  })

  it('has sparse rows: no day, no last trade, no greeks deep in the money', async () => {
    const test = await startSimulator()
    const { rows } = await walk(test, '/v3/snapshot/options/SPY?limit=250')
    const isEmpty = (row: AnswerRow, name: string): boolean => Object.keys(member(row, name)).length === 0

    for (const name of ['day', 'last_trade']) {
      expect(rows.some((row) => isEmpty(row, name))).toBe(true)
      expect(rows.some((row) => !isEmpty(row, name))).toBe(true)
    }
    expect(rows.some((row) => !('greeks' in row))).toBe(true)
    expect(rows.length).toBeGreaterThanOrEqual(3_000)
  })

  it('spells an index with its prefix in chains, without it in the reference', async () => {
    const { get } = await startSimulator()
    const chain = await get('/v3/snapshot/options/I%3ASPX?limit=1')
    const reference = await get('/v3/reference/options/contracts?underlying_ticker=SPX&limit=1')

    expect(member(chain.body.results?.[0] ?? {}, 'underlying_asset')).toMatchObject({ ticker: 'I:SPX' })
    expect(member(chain.body.results?.[0] ?? {}, 'underlying_asset')).not.toHaveProperty('price')
    expect(reference.body.results?.[0]).toMatchObject({ underlying_ticker: 'SPX', exercise_style: 'european' })
    expect((await get('/v3/snapshot/options/SPX?limit=1')).body.results).toEqual([])
    expect((await get('/v3/reference/options/contracts?underlying_ticker=I:SPX')).body.results).toEqual([])
  })

  it('dates daily bars as the vendor does: stocks at midnight, indices an hour later, the previous day at its close', async () => {
    const { get } = await startSimulator()
    const timeOf = async (path: string): Promise<number> => numberOf((await get(path)).body.results?.[0], 't')

    expect(await timeOf('/v2/aggs/ticker/SPY/range/1/day/2026-11-18/2026-11-18')).toBe(Date.UTC(2026, 10, 18, 5))
    expect(await timeOf('/v2/aggs/ticker/I:SPX/range/1/day/2026-11-18/2026-11-18')).toBe(Date.UTC(2026, 10, 18, 6))
    expect(await timeOf('/v2/aggs/ticker/SPY/prev')).toBe(Date.UTC(2026, 10, 19, 21))
    expect(await timeOf('/v2/aggs/ticker/I:SPX/prev')).toBe(Date.UTC(2026, 10, 19, 21))
  })

  it('clears the day of a stock at 3:30 in New York', async () => {
    const before = Date.UTC(2026, 10, 20, 8, 29, 59)
    const { get, clock } = await startSimulator({ session: 'calendar', startAt: before })
    const day = async (): Promise<AnswerRow> => {
      const { body } = await get('/v2/snapshot/locale/us/markets/stocks/tickers/SPY')
      return member(body.ticker ?? {}, 'day')
    }

    expect(numberOf(await day(), 'c')).toBeGreaterThan(0)
    clock.advance(1_000)
    expect(await day()).toEqual({ o: 0, h: 0, l: 0, c: 0, v: 0, vw: 0 })
  })

  it('gives no member that the vendor does not document, and leaves conditions out where there are none', async () => {
    const { get } = await startSimulator()
    const { body } = await get('/v3/snapshot?ticker.any_of=SPY')
    const trades = (await get('/v3/trades/SPY?limit=5')).body.results ?? []

    expect(Object.keys(member(body.results?.[0] ?? {}, 'last_minute')).toSorted()).toEqual(
      ['close', 'high', 'low', 'open', 'transactions', 'volume', 'vwap'].toSorted(),
    )
    expect(trades).toHaveLength(5)
    expect(trades.every((row) => !('conditions' in row))).toBe(true)
    expect((await get(`/v3/trades/${CONTRACT}?limit=1`)).body.results?.[0]).toMatchObject({ conditions: [209] })
  })

  it('tells what an adjusted contract delivers', async () => {
    const { get } = await startSimulator()
    const { body } = await get('/v3/reference/options/contracts?ticker.gte=O:AAPL1&ticker.lt=O:AAPL2&limit=1000')
    const adjusted = body.results?.find((row) => row['shares_per_contract'] !== 100)

    expect(adjusted?.['ticker']).toMatch(/^O:AAPL1261218[CP]/)
    expect(adjusted).toMatchObject({
      underlying_ticker: 'AAPL',
      shares_per_contract: 102,
      additional_underlyings: [
        { type: 'equity', underlying: 'AAPL', amount: 102 },
        { type: 'currency', underlying: 'USD', amount: 6.53 },
      ],
    })
  })

  it('writes times in nanoseconds that lead back to the streamed millisecond', async () => {
    const test = await startSimulator()
    const client = await test.client('options')
    await test.subscribe(client, `Q.${CONTRACT}`)
    test.clock.advance(500)
    const { body } = await test.get(`/v3/snapshot?ticker.any_of=${CONTRACT}`)
    const updated = numberOf(member(body.results?.[0] ?? {}, 'last_quote'), 'last_updated')
    const truth = test.simulator.truth.quote(CONTRACT)

    expect(Math.floor(updated / 1e6)).toBe(truth.timestamp)
    expect(Math.round(updated / 1e6)).toBe(truth.timestamp)
  })

  it('keeps a day within the extremes of its minutes', async () => {
    const { get } = await startSimulator()
    const minutes = await get('/v2/aggs/ticker/AAPL/range/1/minute/2026-11-18/2026-11-18')
    const day = await get('/v2/aggs/ticker/AAPL/range/1/day/2026-11-18/2026-11-18')
    const rows = minutes.body.results ?? []

    expect(rows).toHaveLength(1_440)
    expect(day.body.results?.[0]).toMatchObject({
      t: Date.UTC(2026, 10, 18, 5),
      o: rows[0]?.['o'],
      c: rows.at(-1)?.['c'],
      h: Math.max(...rows.map((row) => numberOf(row, 'h'))),
      l: Math.min(...rows.map((row) => numberOf(row, 'l'))),
    })
    for (const [i, row] of rows.slice(1).entries()) {
      expect(Math.abs(numberOf(row, 'o') - numberOf(rows[i], 'c'))).toBeLessThanOrEqual(0.02)
    }
  })

  it('keeps New York hours on a calendar session', async () => {
    const saturday = Date.UTC(2026, 10, 21, 17)
    const { get } = await startSimulator({ session: 'calendar', startAt: saturday })
    const status = await get('/v1/marketstatus/now')
    const bars = await get('/v2/aggs/ticker/O:SPY261218C00680000/range/1/hour/2026-11-20/2026-11-21')
    const friday = await get('/v1/open-close/SPY/2026-11-20')
    const snapshot = await get('/v3/snapshot?ticker.any_of=SPY')

    expect(status.body).toMatchObject({ market: 'closed', serverTime: '2026-11-21T12:00:00-05:00' })
    expect(numberOf(bars.body.results?.[0], 't')).toBe(Date.UTC(2026, 10, 20, 14))
    expect(numberOf(bars.body.results?.at(-1), 't')).toBe(Date.UTC(2026, 10, 20, 20))
    expect((await get('/v1/open-close/SPY/2026-11-21')).status).toBe(404)
    expect(snapshot.body.results?.[0]).toMatchObject({
      market_status: 'closed',
      session: { close: Number(/"close":([\d.]+)/.exec(friday.text)?.[1]) },
    })
  })
})

describe('indicators', () => {
  it('gives the newest first and pages back in time', async () => {
    const { get } = await startSimulator()
    const { text } = await get('/v1/indicators/rsi/SPY?limit=5&window=14')

    expect(text).toContain('/v1/indicators/rsi/SPY?cursor=')
    expect([...text.matchAll(/"timestamp":(\d+)/g)].map((match) => Number(match[1]))).toEqual(
      [20, 19, 18, 17, 16].map((day) => Date.UTC(2026, 10, day, 5)),
    )
  })

  it.each(['sma', 'ema', 'macd'])('computes %s of any class', async (name) => {
    const { get } = await startSimulator()
    for (const ticker of ['SPY', 'I:SPX', CONTRACT]) {
      const { status, text } = await get(`/v1/indicators/${name}/${ticker}?limit=2&timespan=hour`)

      expect(status).toBe(200)
      expect([...text.matchAll(/"value":[\d.-]+/g)]).toHaveLength(2)
    }
  })
})
