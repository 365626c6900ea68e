import type { HealthEvent, Ticker } from '../../src/index.ts'

/** An outage whose bars were fetched afterwards. */
export interface HealedSpan {
  readonly to: number
  readonly text: string
}

/** The outages that cost a symbol something, healed, oldest first. */
export function healedSpans(events: readonly HealthEvent[], symbol: Ticker): readonly HealedSpan[] {
  return events
    .filter(({ kind, count, ...event }) => kind === 'healed' && count !== 0 && (event.symbol ?? symbol) === symbol)
    .map(({ to, at }) => ({ to: to ?? at, text: 'healed' }))
}
