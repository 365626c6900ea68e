import type { Clock, Stop } from '../../domain/clock.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import type { Subscription } from '../stream/subscription.ts'
import type { RestFallback } from './rest-fallback.ts'
import { sight } from './stream-probe.ts'
import type { Sighting } from './stream-probe.ts'

export interface MuteWatchdogOptions {
  readonly rest: RestFallback
  readonly clock: Clock
  /** The server's time. @default the clock's */
  readonly serverNow?: () => EpochMs
  /** The subscriptions of the endpoint. */
  readonly subscriptions: () => Iterable<Subscription>
  /** Whether silence of it means something to somebody. */
  readonly isExpected: (one: Subscription, at: EpochMs) => boolean
  /** REST moves while these are silent; `isAll` when nothing of the endpoint is heard. */
  readonly onMute: (moved: readonly Sighting[], isAll: boolean) => void
  /** Silence of the whole endpoint after which REST is asked, ms. @default 15000 */
  readonly endpointSilenceMs?: number
  /** Silence of a single symbol after which REST is asked, ms; minute bars have a minute more. @default 60000 */
  readonly symbolSilenceMs?: number
  /** @default 5000 */
  readonly checkMs?: number
  /** The longest wait between two probes of a symbol that is merely quiet, ms. @default 300000 */
  readonly maxProbeMs?: number
  /** Most symbols of a probe for quotes, which is one request. @default 50 */
  readonly probeSize?: number
  /** Most probes for trades and bars at a time, each of which is a request. @default 8 */
  readonly losslessProbes?: number
}

/** What REST said of something silent. */
interface Probe {
  /** What the stream is known to have told, or what REST said first. */
  readonly baseline: EpochMs | undefined
  readonly timestamp: EpochMs | undefined
  readonly heardAt: EpochMs
  readonly intervalMs: number
  readonly dueAt: EpochMs
}

const MINUTE_MS = 60_000

/**
 * Finds a stream that is open and answers pings but delivers nothing. Silence proves nothing by itself: REST is
 * asked twice. The stream is mute if the price moved in between, or if a trade or bar that REST told of at first has
 * not come by then. What is merely quiet is asked for ever less often.
 */
export function startMuteWatchdog(options: MuteWatchdogOptions): Stop {
  const { clock, rest, serverNow = () => clock.now(), checkMs = 5000 } = options
  const probes = new Map<Subscription, Probe>()
  const abort = new AbortController()
  let isProbing = false

  const check = async (): Promise<void> => {
    if (isProbing) return
    const { silent, isAll } = findSilent(options, probes)
    const due = dueNow(options, silent, probes)
    if (due.length === 0) return
    isProbing = true
    try {
      const sightings = await sight(rest, due, serverNow(), { signal: abort.signal })
      if (!abort.signal.aborted) judge(due, sightings, isAll)
    } catch {
      // REST has its own health; the next check asks again
    } finally {
      isProbing = false
    }
  }

  const judge = (due: readonly Subscription[], sightings: readonly Sighting[], isAll: boolean): void => {
    const byKey = new Map(sightings.map((one) => [keyOf(one), one]))
    const moved: Sighting[] = []
    for (const one of due) {
      const before = probes.get(one)
      const now = byKey.get(keyOf(one))
      const isMute = now !== undefined && before !== undefined && hasMoved(before, one, now)
      if (isMute) moved.push(now)
      probes.set(one, nextProbe(before, one, now?.timestamp, isMute, options))
    }
    if (moved.length > 0) options.onMute(moved, isAll)
  }

  const stopTimer = clock.every(checkMs, () => void check())
  return () => {
    stopTimer()
    abort.abort(new DOMException('The watch ended', 'AbortError'))
  }
}

const keyOf = ({ channel, symbol }: Pick<Sighting, 'channel' | 'symbol'>): `${string}|${Ticker}` =>
  `${channel}|${symbol}`

/** What should have been heard. All of it when the endpoint says nothing at all. */
function findSilent(
  { clock, subscriptions, isExpected, endpointSilenceMs = 15_000, symbolSilenceMs = 60_000 }: MuteWatchdogOptions,
  probes: Map<Subscription, Probe>,
): { readonly silent: readonly Subscription[]; readonly isAll: boolean } {
  const now = clock.now()
  const watched = new Set<Subscription>()
  let lastHeardAt = 0
  for (const one of subscriptions()) {
    if (one.status !== 'acknowledged') continue
    lastHeardAt = Math.max(lastHeardAt, one.heardAt, one.sentAt)
    if (!isExpected(one, now)) continue
    if (probes.get(one)?.heardAt !== one.heardAt) probes.delete(one)
    watched.add(one)
  }
  for (const one of probes.keys()) if (!watched.has(one)) probes.delete(one)
  const isAll = now - lastHeardAt >= endpointSilenceMs
  const patienceMs = isAll ? endpointSilenceMs : symbolSilenceMs
  const silent = [...watched].filter((one) => {
    const usualMs = one.channel === 'AM' ? MINUTE_MS : 0
    return now - Math.max(one.heardAt, one.sentAt) >= patienceMs + usualMs
  })
  return { silent, isAll }
}

/** The first of those whose probe is due: one request of quotes, a few of trades and bars. */
function dueNow(
  { clock, probeSize = 50, losslessProbes = 8 }: MuteWatchdogOptions,
  silent: readonly Subscription[],
  probes: ReadonlyMap<Subscription, Probe>,
): readonly Subscription[] {
  const due = silent.filter((one) => (probes.get(one)?.dueAt ?? 0) <= clock.now())
  const quotes = due.filter((one) => one.channel === 'Q').slice(0, probeSize)
  return [...quotes, ...due.filter((one) => one.channel !== 'Q').slice(0, losslessProbes)]
}

function hasMoved(before: Probe, one: Subscription, now: Sighting): boolean {
  if (before.timestamp === undefined || before.heardAt !== one.heardAt) return false
  if (one.channel === 'Q') return now.timestamp > before.timestamp
  // REST may be a moment ahead: only what it knew a probe ago counts
  return before.baseline !== undefined && before.timestamp > before.baseline
}

function nextProbe(
  before: Probe | undefined,
  one: Subscription,
  sighted: EpochMs | undefined,
  isMute: boolean,
  { clock, checkMs = 5000, maxProbeMs = 300_000 }: MuteWatchdogOptions,
): Probe {
  const timestamp = sighted ?? before?.timestamp
  // news of trades or bars: whether they come by stream as well is soon to be seen
  const isNews = one.channel !== 'Q' && timestamp !== before?.timestamp
  const intervalMs = before === undefined || isNews ? checkMs : Math.min(maxProbeMs, before.intervalMs * 2)
  const known = isMute ? before?.timestamp : before?.baseline
  const baseline = known ?? one.coveredTo ?? timestamp
  return { baseline, timestamp, heardAt: one.heardAt, intervalMs, dueAt: clock.now() + intervalMs }
}
