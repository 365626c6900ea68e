import type { HealthEvent, Ticker } from '../../src/index.ts'

/** An outage whose bars were fetched afterwards. */
export interface HealedSpan {
  readonly to: number
  readonly text: string
}

/**
 * The outages that cost a symbol something, healed, oldest first. What was fetched because the stream had not begun yet
 * was no outage to whoever looks at the page.
 */
export function healedSpans(events: readonly HealthEvent[], symbol: Ticker): readonly HealedSpan[] {
  const begunAt = events.find(({ status }) => status === 'streaming')?.at ?? -Infinity
  return events
    .filter(({ kind, count, from, symbol: healed = symbol }) => {
      const isLoss = kind === 'healed' && count !== 0 && (from === undefined || from >= begunAt)
      return isLoss && healed === symbol
    })
    .map(({ to, at }) => ({ to: to ?? at, text: 'healed' }))
}
