import { endpointOf } from '../../src/index.ts'
import type { HealthEvent, Ticker } from '../../src/index.ts'

/** An outage whose bars were fetched afterwards. */
export interface HealedSpan {
  readonly to: number
  readonly text: string
}

/** The page's own socket, its transport, or the proxy's connection to the vendor. */
const LOST: ReadonlySet<string> = new Set(['waiting', 'polling', 'down', 'evicted', 'refused'])

/**
 * The outages that cost a symbol something, healed, oldest first. What was fetched because the stream had not begun yet
 * was no outage to whoever looks at the page; but what an outage hid may reach back before that, to a minute's start.
 */
export function healedSpans(events: readonly HealthEvent[], symbol: Ticker): readonly HealedSpan[] {
  const own = events.filter(({ endpoint }) => endpoint === endpointOf(symbol))
  const begunAt = own.find(({ status }) => status === 'streaming')?.at ?? -Infinity
  const isOutage = ({ at, status }: HealthEvent): boolean => at > begunAt && status !== undefined && LOST.has(status)
  const lostAt = own.find(isOutage)?.at ?? Infinity
  return events
    .filter(({ kind, count, from, at, symbol: healed = symbol }) => {
      const isLoss = kind === 'healed' && count !== 0 && healed === symbol
      return isLoss && (from === undefined || from >= begunAt || at >= lostAt)
    })
    .map(({ to, at }) => ({ to: to ?? at, text: 'healed' }))
}
