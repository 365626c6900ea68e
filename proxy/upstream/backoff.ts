const BASE_MS = 500
const LIMIT_MS = 30_000

/** How long to wait before attempt `attempt` (1 is the first after a loss): doubling, with jitter chosen each time. */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(LIMIT_MS, BASE_MS * 2 ** (attempt - 1))
  return Math.round(ceiling * (0.5 + random() / 2))
}
