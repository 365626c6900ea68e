import { setImmediate } from 'node:timers/promises'
import * as z from 'zod'
import type { Ticker } from '../../domain/ticker.ts'
import { PROXY_BASE } from './clean-answer.ts'
import type { UpstreamRest } from './rest.ts'

const MAX_PAGES = 12
const TTL_MS = 60_000

const page = z.object({
  results: z.array(z.object({ ticker: z.string().optional() })).optional(),
  next_url: z.string().nullish(),
})

/**
 * Tickers of an underlying's contracts, nearest expirations first, until more than `expirations` of them are in.
 * @throws ProxyError where the vendor does not answer
 */
export async function listContracts(
  rest: Pick<UpstreamRest, 'request'>,
  underlying: Ticker,
  today: string,
  expirations: number,
): Promise<readonly string[]> {
  // the reference takes indices without their prefix
  const name = encodeURIComponent(underlying.replace(/^I:/, ''))
  let path = '/v3/reference/options/contracts'
  let query = `expiration_date.gte=${today}&limit=1000&order=asc&sort=expiration_date&underlying_ticker=${name}`
  const tickers: string[] = []
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const { text } = await rest.request({ path, query, subject: '#proxy', ttlMs: TTL_MS })
    await inTurn()
    const { results = [], next_url: next } = page.parse(JSON.parse(text))
    tickers.push(...results.flatMap(({ ticker }) => ticker ?? []))
    if (typeof next !== 'string' || expirationsOf(tickers) > expirations) break
    ;[path = '', query = ''] = next.slice(PROXY_BASE.length).split('?')
  }
  return tickers
}

let lastTurn: Promise<void> = Promise.resolve()

/** Many pages may lie in the cache: one is read in a turn of the event loop, so that streams go on between them. */
function inTurn(): Promise<void> {
  lastTurn = lastTurn.then(() => setImmediate())
  return lastTurn
}

function expirationsOf(tickers: readonly string[]): number {
  return new Set(tickers.map((ticker) => ticker.slice(-15, -9))).size
}
