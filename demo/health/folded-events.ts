import type { HealthEvent } from '../../src/index.ts'

/** One line of the list: an event, or several of a kind that came together. */
export interface EventLine {
  readonly key: string
  readonly kind: HealthEvent['kind']
  readonly from: number
  /** Absent for a moment. */
  readonly to: number | undefined
  readonly text: string
}

/** What comes within so long of the one before belongs to it. */
const TOGETHER_MS = 3_000

/** The newest lines first. An outage tears and heals many series at once: that is one line, not thirty. */
export function foldedEvents(events: readonly HealthEvent[], limit: number): readonly EventLine[] {
  const groups: HealthEvent[][] = []
  for (const event of events.filter(isOutcome)) {
    const group = groups.findLast(([first]) => first !== undefined && belongsTogether(first, event))
    if (group === undefined) groups.push([event])
    else group.push(event)
  }
  return groups.slice(-limit).toReversed().map(toLine)
}

/** What lies on the way to a connection says nothing that its end does not. */
const isOutcome = ({ status }: HealthEvent): boolean => status !== 'connecting' && status !== 'authenticating'

function belongsTogether(first: HealthEvent, event: HealthEvent): boolean {
  if (first.kind !== event.kind || event.at - first.at > TOGETHER_MS) return false
  if (first.message === event.message && first.endpoint === event.endpoint) return true
  return event.kind === 'healed' || event.kind === 'gap'
}

function toLine(group: readonly HealthEvent[]): EventLine {
  const starts = group.map(({ from, at }) => from ?? at)
  const ends = group.map(({ to, at }) => to ?? at)
  const [first] = group
  const at = first?.at ?? 0
  const isSpan = first?.from !== undefined && first.to !== undefined
  return {
    // events that were folded stay the same line when one more joins them
    key: `${at}|${first?.endpoint}|${first?.kind}|${first?.message}`,
    kind: first?.kind ?? 'error',
    from: isSpan ? Math.min(...starts) : at,
    to: isSpan ? Math.max(...ends) : undefined,
    text: group.every(({ message }) => message === first?.message) ? wordsOf(first) : summaryOf(group),
  }
}

/** Both endpoints use the same words of their connections: whose they are is said first. */
function wordsOf(event: HealthEvent | undefined): string {
  const { endpoint, kind, status, message = '' } = event ?? {}
  if (kind === 'upstream') return `vendor’s ${message}`
  if (endpoint === undefined || (kind !== 'connection' && kind !== 'transport')) return message
  return `${endpoint} ${status === 'open' ? 'connected' : message}`
}

function summaryOf(group: readonly HealthEvent[]): string {
  const symbols = new Set(group.map(({ symbol }) => symbol)).size
  const of = `${symbols} ${symbols === 1 ? 'symbol' : 'symbols'}`
  if (group[0]?.kind === 'gap') return `gaps in trades and bars of ${of}`
  const count = group.reduce((sum, event) => sum + (event.count ?? 0), 0)
  return `healed: ${count === 0 ? 'nothing was missed' : `${count} missed trades and bars fetched`}, ${of}`
}
