import type { HealthEvent, Ticker } from '../../src/index.ts'

/** An outage whose bars were fetched afterwards. */
export interface HealedSpan {
  readonly to: number
  readonly text: string
}

/** The outages healed for a symbol, oldest first. */
export function healedSpans(events: readonly HealthEvent[], symbol: Ticker): readonly HealedSpan[] {
  return events
    .filter((event) => event.kind === 'healed' && (event.symbol === undefined || event.symbol === symbol))
    .map(({ to, at }) => ({ to: to ?? at, text: 'healed' }))
}
