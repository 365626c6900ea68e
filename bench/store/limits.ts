import type { Contender, ParsedMessage } from './contender.ts'

const NOTHING: Pick<Contender, 'watch' | 'watchAll'> = { watch: () => {}, watchAll: () => {} }

/** What no store that parses every message can beat. */
export function createParseOnly(): Contender {
  const latest: { bid?: number | undefined; symbol?: string | undefined } = {}
  return {
    ...NOTHING,
    onFrame(frame) {
      const { data } = parseFrame(frame).at(-1) ?? {}
      latest.bid = data?.bid
      latest.symbol = data?.symbol
    },
    flush: () => {},
    bidOf: (symbol) => (latest.symbol === symbol ? latest.bid : undefined),
    isBatched: true,
  }
}

/** The same, and remembered; nobody is told. */
export function createParseAndMap(): Contender {
  const quotes = new Map<string, ParsedMessage['data']>()
  return {
    ...NOTHING,
    onFrame(frame) {
      for (const { data } of parseFrame(frame)) quotes.set(data.symbol, data)
    },
    flush: () => {},
    bidOf: (symbol) => quotes.get(symbol)?.bid,
    isBatched: true,
  }
}

export function parseFrame(frame: string): readonly ParsedMessage[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the workload wrote it
  return JSON.parse(frame) as readonly ParsedMessage[]
}
