import { isRateLimitError } from '../../domain/errors.ts'
import { chunked } from '../stream/chunks.ts'
import { fetchInterval, isRefusal } from './rest-fallback.ts'
import { newestOf } from './stream-probe.ts'
import type { Clock, Stop } from '../../domain/clock.ts'
import type { SymbolError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { LosslessChannel } from '../../domain/wire-protocol.ts'
import type { CallOptions, LosslessItems, RestFallback } from './rest-fallback.ts'

/** What the next round asks for. */
export interface PollTargets {
  readonly quotes: readonly Ticker[]
  readonly lossless: readonly LosslessTarget[]
}

/** Trades or bars of a symbol from where the last ones ended. */
export interface LosslessTarget {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  /** By the exchange's time; `undefined` before the first one. */
  readonly from: EpochMs | undefined
  /** The server's time from which on they are wanted. Where data are delayed, those of then bear older times. */
  readonly since: EpochMs
}

export interface RestPollingOptions {
  readonly rest: RestFallback
  readonly clock: Clock
  /** The server's time, up to which trades and bars are asked for. @default the clock's */
  readonly serverNow?: () => EpochMs
  /** Asked before every round: what is held changes meanwhile. */
  readonly targets: () => PollTargets
  readonly onQuotes: (quotes: readonly Quote[]) => void
  /** @param from the exchange's time from which on these are all there is */
  readonly onLossless: (symbol: Ticker, items: LosslessItems, from: EpochMs) => void
  /** A round is done: all targets were asked for. */
  readonly onRound: () => void
  /** REST answers the others but not these, each told once. */
  readonly onRefused: (refused: readonly SymbolError[]) => void
  /** A round failed; the next one comes after `retryInMs`. */
  readonly onFailure: (error: unknown, retryInMs: number) => void
  readonly intervalMs: number
  /** Most symbols a request carries (the vendor's limit). @default 250 */
  readonly batchSize?: number
  /** The longest wait after failures, ms. @default 60000 */
  readonly maxIntervalMs?: number
  /** Requests for trades and bars at the same time. @default 4 */
  readonly concurrency?: number
}

/** Asks REST round after round until it is stopped. One round runs at a time. */
export function startRestPolling(options: RestPollingOptions): Stop {
  const { clock, intervalMs, maxIntervalMs = 60_000, onFailure } = options
  const told = new Set<Ticker>()
  const abort = new AbortController()
  let failures = 0
  let stopTimer: Stop | undefined

  const tellOnce = (refusals: readonly SymbolError[]): void => {
    const added = refusals.filter(({ symbol }) => !told.has(symbol))
    for (const { symbol } of added) told.add(symbol)
    if (added.length > 0) options.onRefused(added)
  }

  const round = async (): Promise<void> => {
    let delayMs = intervalMs
    try {
      tellOnce(await pollOnce(options, abort.signal))
      options.onRound()
      failures = 0
    } catch (error) {
      if (abort.signal.aborted) return
      failures += 1
      delayMs = isRateLimitError(error)
        ? Math.max(intervalMs, error.retryAfterMs)
        : Math.min(maxIntervalMs, intervalMs * 2 ** failures)
      onFailure(error, delayMs)
    }
    if (!abort.signal.aborted) stopTimer = clock.after(delayMs, () => void round())
  }
  void round()

  return () => {
    stopTimer?.()
    abort.abort(new DOMException('Polling ended', 'AbortError'))
  }
}

/** Answers what REST refuses; where it answers nothing else, or fails itself, that is the round's failure. */
async function pollOnce(options: RestPollingOptions, signal: AbortSignal): Promise<readonly SymbolError[]> {
  const { rest, clock, batchSize = 250, concurrency = 4, onQuotes, onLossless } = options
  const { serverNow = () => clock.now() } = options
  const { quotes, lossless } = options.targets()
  const refusals: SymbolError[] = []
  let failure: unknown
  for (const batch of chunked(quotes, batchSize)) {
    const answer = await rest.getQuotes(batch, { signal })
    signal.throwIfAborted()
    onQuotes(answer.quotes)
    for (const one of answer.errors) if (isRefusal(one.error)) refusals.push(one)
  }
  for (const batch of chunked(lossless, concurrency)) {
    const answers = await Promise.allSettled(
      batch.map(async (target) => {
        const { channel, symbol } = target
        const from = target.from ?? (await beginningOf(rest, target, serverNow(), { signal }))
        const interval = { from, to: serverNow() }
        return { symbol, from, items: await fetchInterval(rest, channel, symbol, interval, { signal }) }
      }),
    )
    signal.throwIfAborted()
    for (const [place, answer] of answers.entries()) {
      const target = batch[place]
      if (answer.status === 'fulfilled') onLossless(answer.value.symbol, answer.value.items, answer.value.from)
      else if (target !== undefined && isRefusal(answer.reason))
        refusals.push({ symbol: target.symbol, error: answer.reason })
      else failure ??= answer.reason
    }
  }
  // one that REST refuses does not hold back the others; where none is answered, there is no hurry
  if (quotes.length === 0 && refusals.length === lossless.length) failure ??= refusals[0]?.error
  if (failure !== undefined) throw failure
  return refusals
}

/** What REST knows already marks the present where data are delayed: what comes after it is what is wanted. */
async function beginningOf(
  rest: RestFallback,
  { channel, symbol, since }: LosslessTarget,
  now: EpochMs,
  options: CallOptions,
): Promise<EpochMs> {
  const newest = await newestOf(rest, channel, symbol, now, options)
  if (newest === undefined) return since
  return Math.min(since, channel === 'T' ? newest + 1 : newest)
}
