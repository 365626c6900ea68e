import * as z from 'zod'

/** What a run looks like; sent to each process as it is. */
export interface Shape {
  readonly clients: number
  /** Held by each client. */
  readonly symbolsPerClient: number
  /** Known to the vendor. */
  readonly symbols: number
  /** Events of the vendor a second, over all symbols. */
  readonly eventsPerSecond: number
}

/** More clients for a while, for the clients' process; 0 ends them. They hold the fillers, too, and are not measured. */
export interface Extras {
  readonly extras: number
  /** Whether they stop reading at once. */
  readonly isStalled: boolean
}

export const tokenSchema = z.object({ token: z.string() })
export const addressSchema = z.object({ url: z.string(), metricsUrl: z.string().optional() })
export const usageSchema = z.object({
  cpuSeconds: z.number(),
  rssBytes: z.number(),
  heapBytes: z.number(),
  externalBytes: z.number(),
})
export const deliveredSchema = z.object({
  quotes: z.number(),
  frames: z.number(),
  seconds: z.number(),
  // no sample, no figure: NaN does not survive the way between processes
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  clientCpuSeconds: z.number(),
})
export type Delivered = z.output<typeof deliveredSchema>
export type Usage = z.output<typeof usageSchema>

/** Option contracts, as they are most of what is streamed. */
export function symbolsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `O:SPY261218C${String((index + 1) * 1000).padStart(8, '0')}`)
}

/** Symbols by whose quotes the way to a client that does not read is filled up. */
export function fillersOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `O:QQQ261218C${String((index + 1) * 1000).padStart(8, '0')}`)
}

export const FILLERS = 1_000

/** Each client's share, so that every symbol is held by equally many. */
export function shareOf(symbols: readonly string[], client: number, count: number): readonly string[] {
  const start = (client * 37) % symbols.length
  return Array.from({ length: count }, (_, index) => symbols[(start + index) % symbols.length] ?? '')
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
