import type { EpochMs } from '../../domain/freshness.ts'
import { mergeQuote } from '../../domain/quote.ts'
import type { Quote, QuotePatch } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { encodeQuoteMessage } from '../../domain/wire-messages.ts'
import { toAscii } from './frame.ts'
import type { QuoteHold } from './outbox.ts'

/** What an event of the stream speaks of; each kind has its own order in time. */
export type PatchKind = 'quote' | 'trade'

/** Clocks differ, but not by more: beyond it a time says nothing, and the arrival stands for it. */
const MAX_AHEAD_MS = 60_000

// undefined is "says nothing of it", so what is known stays
const NO_QUOTE = {
  bid: undefined,
  ask: undefined,
  bidSize: undefined,
  askSize: undefined,
  midpoint: undefined,
  value: undefined,
}
const NO_TRADE = { last: undefined, lastSize: undefined }

/** The merged picture of one symbol, and who wants to see it. */
export class QuoteSlot {
  readonly symbol: Ticker
  readonly holds: QuoteHold[] = []
  /** Kept by the hub: whether a change waits to be handed to the holders. */
  isDirty = false
  quote: Quote | undefined
  #text: string | undefined
  // exchange times of the newest quote and trade of the stream, and when they came
  #quoteAt = 0
  #tradeAt = 0
  #quoteHeardAt = -1
  #tradeHeardAt = -1

  constructor(symbol: Ticker) {
    this.symbol = symbol
  }

  /** The quote message, serialised once for all clients. Only asked for when there is a quote. */
  get text(): string {
    if (this.#text === undefined && this.quote !== undefined) this.#text = toAscii(encodeQuoteMessage(this.quote))
    return this.#text ?? ''
  }

  /** Takes in what is newer than what is known. Returns whether anything changed. */
  apply(patch: QuotePatch, kind: PatchKind, receivedAt: EpochMs): boolean {
    const current = this.#inOrder(patch, kind, receivedAt)
    return current !== undefined && this.#merge(current, receivedAt)
  }

  /** Takes in a REST row; prices the stream has delivered since it was asked for stand. */
  applySnapshot(patch: QuotePatch, askedAt: EpochMs, receivedAt: EpochMs): boolean {
    const isQuoteNews = this.#quoteHeardAt < askedAt
    const isTradeNews = this.#tradeHeardAt < askedAt
    if (isQuoteNews && isTradeNews) return this.#merge(patch, receivedAt)
    const known = this.quote?.timestamp ?? 0
    const timestamp = Math.max(known, patch.timestamp)
    return this.#merge(
      { ...patch, ...(isQuoteNews ? {} : NO_QUOTE), ...(isTradeNews ? {} : NO_TRADE), timestamp, source: 'stream' },
      receivedAt,
    )
  }

  add(hold: QuoteHold): void {
    hold.index = this.holds.length
    this.holds.push(hold)
  }

  /** Takes a hold out in constant time: the last one moves to its place. */
  remove(hold: QuoteHold): void {
    if (hold.isReleased) return
    hold.isReleased = true
    const last = this.holds.pop()
    if (last === undefined || last === hold) return
    last.index = hold.index
    this.holds[hold.index] = last
  }

  /**
   * Quotes and trades of a symbol come interleaved and not quite in order: a trade a millisecond older than the
   * newest quote is news all the same. It is only old when it is older than the last trade.
   */
  #inOrder(patch: QuotePatch, kind: PatchKind, receivedAt: EpochMs): QuotePatch | undefined {
    const isTrade = kind === 'trade'
    // a date of next year must not make everything until then look old
    if (patch.timestamp > receivedAt + MAX_AHEAD_MS) {
      return this.#inOrder({ ...patch, timestamp: receivedAt }, kind, receivedAt)
    }
    if (patch.timestamp < (isTrade ? this.#tradeAt : this.#quoteAt)) return undefined
    if (isTrade) {
      this.#tradeAt = patch.timestamp
      this.#tradeHeardAt = receivedAt
    } else {
      this.#quoteAt = patch.timestamp
      this.#quoteHeardAt = receivedAt
    }
    const known = this.quote?.timestamp ?? 0
    const isLate = patch.timestamp < known && this.quote?.source === 'stream'
    return isLate ? { ...patch, timestamp: known } : patch
  }

  #merge(patch: QuotePatch, receivedAt: EpochMs): boolean {
    const merged = mergeQuote(this.quote, patch, receivedAt)
    if (merged === this.quote) return false
    this.quote = merged
    this.#text = undefined
    return true
  }
}
