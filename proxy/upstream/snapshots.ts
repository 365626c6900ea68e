import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { QuotePatch } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { ProxyError } from '../proxy-error.ts'
import { backoffMs } from './backoff.ts'
import type { UpstreamRest } from './rest.ts'
import { readSnapshot } from './snapshot-rows.ts'
import type { MissingRow } from './snapshot-rows.ts'

/** The vendor's limit of one request. */
const MAX_TICKERS = 250
/** Enough to single one out of a whole request. */
const MAX_HALVINGS = 8

export interface SnapshotsOptions {
  readonly rest: Pick<UpstreamRest, 'request'>
  readonly clock: Clock
  readonly random: () => number
  /** Symbols asked for within so long share a request, ms. */
  readonly batchMs: number
  /** Returns whether the row told anything new. */
  readonly onRow: (patch: QuotePatch, askedAt: EpochMs) => boolean
  readonly onMissing: (row: MissingRow) => void
  readonly onError: (error: unknown) => void
  /** A failed request is made again only for symbols that are still of interest. */
  readonly isWanted: (symbol: Ticker) => boolean
}

/** Batched REST snapshots: what a symbol's picture starts from, and is checked against. */
export interface Snapshots {
  /** Gathers the symbol into the next batch, and tries until it is answered or unwanted. */
  request(symbol: Ticker): void
  /** Asks now. Resolves to how many rows told something new; rejects where the vendor did not answer. */
  fetch(symbols: readonly Ticker[]): Promise<number>
  stop(): void
}

export function createSnapshots(options: SnapshotsOptions): Snapshots {
  const { rest, clock, random } = options
  const waiting = new Set<Ticker>()
  let failures = 0
  let stopTimer: Stop | undefined
  let isStopped = false

  async function fetchChunk(symbols: readonly Ticker[]): Promise<number> {
    const askedAt = clock.now()
    const query = `limit=${MAX_TICKERS}&ticker.any_of=${encodeURIComponent(symbols.join(','))}`
    const { text } = await rest.request({ path: '/v3/snapshot', query, subject: '#proxy', ttlMs: 0 })
    if (isStopped) return 0
    const { patches, missing } = readSnapshot(text, clock.now())
    for (const row of missing) options.onMissing(row)
    return patches.filter((patch) => options.onRow(patch, askedAt)).length
  }

  async function fetch(symbols: readonly Ticker[]): Promise<number> {
    let changed = 0
    for (const chunk of chunksOf(symbols)) changed += await fetchOrSplit(chunk, fetchChunk, options.onMissing)
    return changed
  }

  function onError(error: unknown): void {
    if (!isStopped) options.onError(error)
  }

  function schedule(delayMs: number): void {
    if (isStopped) return
    stopTimer ??= clock.after(delayMs, () => {
      stopTimer = undefined
      void flush()
    })
  }

  async function flush(): Promise<void> {
    const symbols = [...waiting].filter((symbol) => options.isWanted(symbol))
    waiting.clear()
    const failed: Ticker[] = []
    for (const chunk of chunksOf(symbols))
      failed.push(...(await attempt(chunk, failures === 0 ? 0 : MAX_HALVINGS, { fetch, onError })))
    failures = failed.length === 0 ? 0 : failures + 1
    if (isStopped || failed.length === 0) return
    for (const symbol of failed) waiting.add(symbol)
    schedule(backoffMs(failures, random))
  }

  return {
    fetch,
    request(symbol) {
      waiting.add(symbol)
      schedule(options.batchMs)
    },
    stop() {
      isStopped = true
      stopTimer?.()
      waiting.clear()
    },
  }
}

interface Attempt {
  readonly fetch: (symbols: readonly Ticker[]) => Promise<unknown>
  readonly onError: (error: unknown) => void
}

/**
 * Asks, and returns the symbols that were not answered. What fails again is halved, so that one symbol the vendor
 * cannot answer for does not keep the others of its batch waiting; a vendor that is down costs one path of halves.
 */
async function attempt(symbols: readonly Ticker[], halvings: number, options: Attempt): Promise<readonly Ticker[]> {
  try {
    await options.fetch(symbols)
    return []
  } catch (error) {
    if (symbols.length === 1 || halvings === 0 || !isAnswered(error)) {
      options.onError(error)
      return symbols
    }
    const middle = Math.ceil(symbols.length / 2)
    const first = await attempt(symbols.slice(0, middle), halvings - 1, options)
    // the first half fails as a whole where the vendor is down
    const left = first.length === middle ? 0 : halvings - 1
    return [...first, ...(await attempt(symbols.slice(middle), left, options))]
  }
}

/** The vendor answered, with an error of its own or with what cannot be read; limits and time-outs halving does not mend. */
function isAnswered(error: unknown): boolean {
  return !(error instanceof ProxyError) || error.code === 'upstream-error'
}

/** One symbol the vendor chokes on must not keep the others of its batch from their answers: halving finds it. */
async function fetchOrSplit(
  symbols: readonly Ticker[],
  fetchChunk: (symbols: readonly Ticker[]) => Promise<number>,
  onMissing: SnapshotsOptions['onMissing'],
): Promise<number> {
  try {
    return await fetchChunk(symbols)
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error
    if (error.code === 'not-entitled') return refuseAll(symbols, error, onMissing)
    if (error.code !== 'bad-request') throw error
    const middle = Math.ceil(symbols.length / 2)
    const [symbol] = symbols
    if (symbol !== undefined && symbols.length === 1) onMissing({ symbol, code: 'not-found', message: error.message })
    if (symbols.length <= 1) return 0
    const first = await fetchOrSplit(symbols.slice(0, middle), fetchChunk, onMissing)
    return first + (await fetchOrSplit(symbols.slice(middle), fetchChunk, onMissing))
  }
}

/** Single tickers are refused by their rows: this is the plan that has no snapshots, and asking again changes nothing. */
function refuseAll(symbols: readonly Ticker[], { message }: ProxyError, onMissing: SnapshotsOptions['onMissing']): 0 {
  for (const symbol of symbols) onMissing({ symbol, code: 'not-entitled', message })
  return 0
}

function chunksOf(symbols: readonly Ticker[]): readonly (readonly Ticker[])[] {
  const chunks: Ticker[][] = []
  for (let start = 0; start < symbols.length; start += MAX_TICKERS) {
    chunks.push(symbols.slice(start, start + MAX_TICKERS))
  }
  return chunks
}
