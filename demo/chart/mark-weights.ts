import { toNewYorkWall } from '../../src/charts/index.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** What a mark is worth that begins a new one of these, as lightweight-charts counts; the longest first. */
const SPANS: readonly { readonly spanMs: number; readonly weight: number }[] = [
  { spanMs: 12 * HOUR_MS, weight: 33 },
  { spanMs: 6 * HOUR_MS, weight: 32 },
  { spanMs: 3 * HOUR_MS, weight: 31 },
  { spanMs: HOUR_MS, weight: 30 },
  { spanMs: 30 * MINUTE_MS, weight: 22 },
  { spanMs: 5 * MINUTE_MS, weight: 21 },
  { spanMs: MINUTE_MS, weight: 20 },
  { spanMs: SECOND_MS, weight: 10 },
]
const YEAR_WEIGHT = 70
const MONTH_WEIGHT = 60
const DAY_WEIGHT = 50

/** How much a mark at each of these times is worth; epoch ms, ascending. The first is taken to follow at the usual distance. */
export function markWeights(times: readonly number[]): readonly number[] {
  const walls = times.map(toNewYorkWall)
  const usual = times.length > 1 ? Math.ceil(((times.at(-1) ?? 0) - (times[0] ?? 0)) / (times.length - 1)) : 0
  return walls.map((wall, index) => markWeight(wall, walls[index - 1] ?? wall - usual))
}

function markWeight(wall: number, before: number): number {
  const [at, from] = [new Date(wall), new Date(before)]
  if (at.getUTCFullYear() !== from.getUTCFullYear()) return YEAR_WEIGHT
  if (at.getUTCMonth() !== from.getUTCMonth()) return MONTH_WEIGHT
  if (at.getUTCDate() !== from.getUTCDate()) return DAY_WEIGHT
  return SPANS.find(({ spanMs }) => Math.floor(wall / spanMs) !== Math.floor(before / spanMs))?.weight ?? 0
}
