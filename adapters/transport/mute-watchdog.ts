import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Subscription } from '../stream/subscription.ts'
import type { RestFallback } from './rest-fallback.ts'

export interface MuteWatchdogOptions {
  readonly rest: Pick<RestFallback, 'getQuotes'>
  readonly clock: Clock
  /** The quote subscriptions of the endpoint. */
  readonly subscriptions: () => Iterable<Subscription>
  readonly isTrading: (symbol: Ticker, at: EpochMs) => boolean
  /** REST moves while these are silent; `isAll` when nothing of the endpoint is heard. */
  readonly onMute: (moved: readonly Quote[], isAll: boolean) => void
  /** Silence of the whole endpoint after which REST is asked, ms. @default 15000 */
  readonly endpointSilenceMs?: number
  /** Silence of a single symbol after which REST is asked, ms. @default 60000 */
  readonly symbolSilenceMs?: number
  /** @default 5000 */
  readonly checkMs?: number
  /** The longest wait between two probes of a symbol that is merely quiet, ms. @default 300000 */
  readonly maxProbeMs?: number
  /** Most symbols of a probe. @default 50 */
  readonly probeSize?: number
}

/** What REST said of a silent symbol. */
interface Probe {
  readonly timestamp: EpochMs | undefined
  readonly heardAt: EpochMs
  readonly intervalMs: number
  readonly dueAt: EpochMs
}

/**
 * Finds a stream that is open and answers pings but delivers nothing. Silence proves nothing by itself: REST is
 * asked twice, and only if its answer moved in between is the stream mute. A quiet symbol is asked ever less often.
 */
export function startMuteWatchdog(options: MuteWatchdogOptions): Stop {
  const { clock, rest, checkMs = 5000, probeSize = 50 } = options
  const probes = new Map<Ticker, Probe>()
  const abort = new AbortController()
  let isProbing = false

  const check = async (): Promise<void> => {
    if (isProbing) return
    const { silent, isAll } = findSilent(options, probes)
    const due = silent.filter((one) => (probes.get(one.symbol)?.dueAt ?? 0) <= clock.now()).slice(0, probeSize)
    if (due.length === 0) return
    isProbing = true
    try {
      const symbols = due.map((one) => one.symbol)
      const { quotes } = await rest.getQuotes(symbols, { signal: abort.signal })
      if (!abort.signal.aborted) judge(due, quotes, isAll)
    } catch {
      // REST has its own health; the next check asks again
    } finally {
      isProbing = false
    }
  }

  const judge = (due: readonly Subscription[], quotes: readonly Quote[], isAll: boolean): void => {
    const bySymbol = new Map(quotes.map((quote) => [quote.symbol, quote]))
    const moved = due.flatMap((one) => {
      const quote = bySymbol.get(one.symbol)
      return quote !== undefined && hasMoved(probes.get(one.symbol), one, quote) ? [quote] : []
    })
    for (const one of due) probes.set(one.symbol, nextProbe(probes.get(one.symbol), one, bySymbol, options))
    if (moved.length > 0) options.onMute(moved, isAll)
  }

  const stopTimer = clock.every(checkMs, () => void check())
  return () => {
    stopTimer()
    abort.abort(new DOMException('The watch ended', 'AbortError'))
  }
}

/** Symbols that should have been heard. All of them when the endpoint says nothing at all. */
function findSilent(
  { clock, subscriptions, isTrading, endpointSilenceMs = 15_000, symbolSilenceMs = 60_000 }: MuteWatchdogOptions,
  probes: Map<Ticker, Probe>,
): { readonly silent: readonly Subscription[]; readonly isAll: boolean } {
  const now = clock.now()
  const watched: Subscription[] = []
  let lastHeardAt = 0
  for (const one of subscriptions()) {
    if (one.status !== 'acknowledged') continue
    const heardAt = Math.max(one.heardAt, one.sentAt)
    lastHeardAt = Math.max(lastHeardAt, heardAt)
    if (!isTrading(one.symbol, now)) continue
    if (probes.get(one.symbol)?.heardAt !== one.heardAt) probes.delete(one.symbol)
    watched.push(one)
  }
  if (now - lastHeardAt >= endpointSilenceMs) return { silent: watched, isAll: true }
  const silent = watched.filter((one) => now - Math.max(one.heardAt, one.sentAt) >= symbolSilenceMs)
  return { silent, isAll: false }
}

const hasMoved = (before: Probe | undefined, one: Subscription, quote: Quote): boolean =>
  before?.timestamp !== undefined && before.heardAt === one.heardAt && quote.timestamp > before.timestamp

function nextProbe(
  before: Probe | undefined,
  one: Subscription,
  quotes: ReadonlyMap<Ticker, Quote>,
  { clock, checkMs = 5000, maxProbeMs = 300_000 }: MuteWatchdogOptions,
): Probe {
  const intervalMs = before === undefined ? checkMs : Math.min(maxProbeMs, before.intervalMs * 2)
  const timestamp = quotes.get(one.symbol)?.timestamp ?? before?.timestamp
  return { timestamp, heardAt: one.heardAt, intervalMs, dueAt: clock.now() + intervalMs }
}
