import { encodeQuoteMessage } from '../../domain/wire-messages.ts'

/** The same for every contender. */
export const LISTENERS = 1000
export const VIEWS = 20
export const VIEW_SIZE = 50
/** 60,000 ticks a second at 60 frames a second. */
export const TICKS_PER_FLUSH = 1000
export const QUOTES_PER_FRAME = 50

export interface Workload {
  readonly symbols: readonly string[]
  /** Frames of wire text, by flush. */
  readonly flushes: readonly (readonly string[])[]
  /** Symbols of the listeners that watch one. */
  readonly single: readonly string[]
  /** Symbols of the listeners that watch fifty. */
  readonly views: readonly (readonly string[])[]
  /** How often listeners have to be told of one pass through the flushes when a flush is one notice. */
  readonly expectedNotices: number
}

/** Seeded: the frames are the same in every process. Every tick is a change. */
export function createWorkload(symbolCount: number, flushCount: number): Workload {
  const random = mulberry32(symbolCount)
  const symbols = Array.from({ length: symbolCount }, (_, at) => `O:SPY261218C${String(100_000 + at).padStart(8, '0')}`)
  const pick = (at: number): string => symbols[at % symbolCount] ?? ''
  const single = Array.from({ length: LISTENERS }, (_, at) =>
    pick(at * Math.max(1, Math.floor(symbolCount / LISTENERS))),
  )
  const views = Array.from({ length: VIEWS }, (_, view) =>
    Array.from({ length: Math.min(VIEW_SIZE, symbolCount) }, (_, at) => pick(view * VIEW_SIZE + at)),
  )
  let tick = 0
  const flushes: string[][] = []
  let expectedNotices = 0
  for (let flush = 0; flush < flushCount; flush++) {
    const changed = new Set<string>()
    const frames: string[] = []
    for (let left = TICKS_PER_FLUSH; left > 0; left -= QUOTES_PER_FRAME) {
      const messages = Array.from({ length: Math.min(left, QUOTES_PER_FRAME) }, () => {
        const symbol = pick(Math.floor(random() * symbolCount))
        changed.add(symbol)
        return message(symbol, ++tick, random)
      })
      frames.push(`[${messages.join(',')}]`)
    }
    flushes.push(frames)
    expectedNotices += single.filter((symbol) => changed.has(symbol)).length
    expectedNotices += views.filter((view) => view.some((symbol) => changed.has(symbol))).length
  }
  return { symbols, flushes, single, views, expectedNotices }
}

function message(symbol: string, tick: number, random: () => number): string {
  const bid = Math.round(random() * 10_000) / 100
  return encodeQuoteMessage({
    symbol,
    bid,
    ask: Math.round(bid * 100 + 5) / 100,
    bidSize: Math.ceil(random() * 500),
    askSize: Math.ceil(random() * 500),
    last: bid,
    lastSize: Math.ceil(random() * 50),
    volume: tick,
    timestamp: 1_795_000_000_000 + tick,
    source: 'stream',
    timeframe: 'real-time',
  })
}

function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
