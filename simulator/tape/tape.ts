import type { Clock, Stop } from '../../domain/clock.ts'
import type { History } from '../history/history.ts'
import { optionInterest } from '../history/history.ts'
import { MINUTE_MS } from '../market/calendar.ts'
import type { PriceModel } from '../market/price-model.ts'
import type { Random } from '../market/random.ts'
import { hashText } from '../market/random.ts'
import type { Sessions } from '../market/sessions.ts'
import type { Listing, Universe } from '../market/universe.ts'
import { createBarRecorder, SECOND_MS } from './bar-recorder.ts'
import type { BarRecorder } from './bar-recorder.ts'
import { makeQuote, makeTrade, makeValue, valueAsTrade } from './make-events.ts'
import { createSymbolTape } from './symbol-tape.ts'
import type { SymbolTape } from './symbol-tape.ts'
import type { TapeBar, TapeQuote, TapeTrade, TapeValue } from './tape-events.ts'
import { TradeMemory } from './trade-memory.ts'
import { TickPool } from './tick-pool.ts'
import type { TickKind, TickSource } from './tick-pool.ts'

/** Hears everything the market publishes, whoever is subscribed. */
export interface TapeListener {
  quote(tape: SymbolTape, quote: TapeQuote): void
  trade(tape: SymbolTape, trade: TapeTrade): void
  value(tape: SymbolTape, value: TapeValue): void
  secondBar(tape: SymbolTape, bar: TapeBar): void
  minuteBar(tape: SymbolTape, bar: TapeBar): void
  /** The events of one beat are complete. */
  flush(): void
}

export interface TapeOptions {
  readonly clock: Clock
  readonly now: () => number
  readonly universe: Universe
  readonly prices: PriceModel
  readonly history: History
  readonly sessions: Sessions
  readonly random: Random
  readonly eventsPerSecond: number
  /** Trades kept of all symbols together. */
  readonly maxTrades: number
  /** Whether minute bars are always sent again, changed by a late trade. */
  readonly resendsEveryBar: () => boolean
}

// a symbol nobody holds goes on trading for this long, so that what a broken connection missed can be asked for
const LINGER_MS = 15 * MINUTE_MS
const BEAT_MS = 20
// a process that was asleep does not make up for all of it
const MAX_CATCH_UP_MS = 1_000
const LATE_TRADE_CHANCE = 0.02
const RESEND_AFTER_MS = 2_000

/** The ticker tape: makes the market's events at the wanted rate and remembers them. */
export class Tape {
  readonly #options: TapeOptions
  readonly #tapes = new Map<string, SymbolTape>()
  readonly #pool: TickPool
  readonly #bars: BarRecorder
  readonly #memory: TradeMemory
  #listener: TapeListener | undefined
  #rate: number
  #credit = 0
  #last: number
  #lastSecond: number
  #lastSweep: number
  #resends: { readonly tape: SymbolTape; readonly start: number; readonly dueAt: number }[] = []

  constructor(options: TapeOptions) {
    this.#options = options
    this.#pool = new TickPool(options.random)
    this.#memory = new TradeMemory(options.maxTrades)
    this.#bars = createBarRecorder(options.history, options.sessions)
    this.#rate = options.eventsPerSecond
    this.#last = options.now()
    this.#lastSecond = Math.floor(this.#last / SECOND_MS)
    this.#lastSweep = this.#last
  }

  start(listener: TapeListener): Stop {
    this.#listener = listener
    return this.#options.clock.every(BEAT_MS, () => this.#beat())
  }

  setRate(eventsPerSecond: number): void {
    this.#rate = eventsPerSecond
    this.#credit = Math.min(this.#credit, 1)
  }

  of(symbol: string): SymbolTape | undefined {
    return this.#tapes.get(symbol)
  }

  hold(kind: TickKind, listing: Listing): void {
    const tape = this.#tapes.get(listing.ticker) ?? this.#open(listing)
    const isNew = this.#pool.hold(kind, tape, this.#weightOf(kind, listing))
    const isRecorded = tape.spans.at(-1)?.to === Infinity
    // the next beat spreads its events over the time since the last one
    if (isNew && kind !== 'quote' && !isRecorded) tape.spans.push({ from: this.#last, to: Infinity })
  }

  release(kind: TickKind, symbol: string): void {
    const tape = this.#tapes.get(symbol)
    if (tape !== undefined) this.#pool.release(kind, tape, this.#options.now())
  }

  #open(listing: Listing): SymbolTape {
    const tape = createSymbolTape(listing, hashText(listing.ticker) % 1_000_000)
    this.#tapes.set(listing.ticker, tape)
    return tape
  }

  #weightOf(kind: TickKind, listing: Listing): number {
    const { prices, now } = this.#options
    const interest = listing.assetClass === 'option' ? 0.05 + optionInterest(listing, prices, now()) : 1
    return listing.instrument.activity * interest * (kind === 'trade' ? 0.3 : 1)
  }

  #beat(): void {
    const now = this.#options.now()
    const elapsed = Math.min(now - this.#last, MAX_CATCH_UP_MS)
    const from = now - elapsed
    this.#last = now
    if (elapsed <= 0) return
    this.#credit += (this.#rate * elapsed) / 1_000
    const count = Math.floor(this.#credit)
    this.#credit -= count
    for (let i = 1; i <= count; i++) {
      const at = Math.floor(from + (elapsed * i) / count)
      this.#closeWindows(at)
      const source = this.#pool.draw()
      if (source === undefined) break
      this.#tick(source, at)
    }
    this.#closeWindows(now)
    this.#listener?.flush()
  }

  #tick(source: TickSource, at: number): void {
    const { tape } = source
    if (!this.#options.sessions.isOpen(tape.listing.assetClass, at)) return
    if (tape.listing.assetClass === 'option' && at >= tape.listing.contract.expiresAt) return
    if (source.kind === 'quote') this.#publishQuote(tape, at)
    else if (source.kind === 'value') this.#publishValue(tape, at)
    else this.#publishTrade(tape, at)
  }

  #publishQuote(tape: SymbolTape, at: number): void {
    const quote = makeQuote(this.#options, tape, at)
    tape.quote = quote
    this.#listener?.quote(tape, quote)
  }

  #publishValue(tape: SymbolTape, at: number): void {
    const value = makeValue(this.#options, tape, at)
    tape.value = value
    this.#memory.add(tape, valueAsTrade(value))
    this.#bars.add(tape, at, value.value, 0)
    this.#listener?.value(tape, value)
  }

  #publishTrade(tape: SymbolTape, at: number, happenedAt = at): TapeTrade {
    const trade = makeTrade(this.#options, tape, at, happenedAt)
    this.#memory.add(tape, trade)
    if (happenedAt === at) {
      tape.lastTrade = trade
      this.#bars.add(tape, at, trade.price, trade.size)
    }
    this.#listener?.trade(tape, trade)
    return trade
  }

  #closeWindows(at: number): void {
    const second = Math.floor(at / SECOND_MS)
    if (second === this.#lastSecond) return
    this.#lastSecond = second
    for (const tape of this.#tapes.values())
      this.#bars.finish(tape, at, (bar, isMinute) => this.#emitBar(tape, bar, isMinute, at))
    this.#resendDue(at)
    if (at - this.#lastSweep >= MINUTE_MS) this.#sweep(at)
  }

  #emitBar(tape: SymbolTape, bar: TapeBar, isMinute: boolean, at: number): void {
    if (!isMinute) return this.#listener?.secondBar(tape, bar)
    this.#listener?.minuteBar(tape, bar)
    const resends = this.#options.resendsEveryBar() || this.#options.random.chance(LATE_TRADE_CHANCE)
    if (!resends || tape.listing.assetClass === 'index') return
    this.#resends.push({ tape, start: bar.bar.start, dueAt: at + RESEND_AFTER_MS })
  }

  /** A trade reported late changes the bar of the minute it happened in, and that bar is sent again. */
  #resendDue(at: number): void {
    const due = this.#resends.filter((each) => each.dueAt <= at)
    if (due.length === 0) return
    this.#resends = this.#resends.filter((each) => each.dueAt > at)
    for (const { tape, start } of due) {
      const bar = tape.minutes.get(start)
      if (bar === undefined) continue
      const trade = this.#publishTrade(tape, at, start + MINUTE_MS / 2)
      bar.high = Math.max(bar.high, trade.price)
      bar.low = Math.min(bar.low, trade.price)
      bar.volume += trade.size
      bar.turnover += trade.price * trade.size
      bar.trades += 1
      if (tape.session !== undefined) tape.session.volume += trade.size
      this.#listener?.minuteBar(tape, this.#bars.describe(tape, bar, MINUTE_MS))
    }
  }

  #sweep(at: number): void {
    this.#lastSweep = at
    for (const { kind, tape } of this.#pool.sweep(at - LINGER_MS)) {
      const span = tape.spans.at(-1)
      if (kind !== 'quote' && span !== undefined) span.to = at
      if (kind === 'quote') tape.quote = undefined
    }
  }
}
