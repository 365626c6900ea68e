import type { Clock, Stop } from '../../domain/clock.ts'
import { newYorkDate } from '../../domain/new-york-time.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { backoffMs } from '../upstream/backoff.ts'
import { chooseAroundTheMoney, readContracts } from './around-the-money.ts'
import type { Choice, Listing } from './around-the-money.ts'
import type { Hub } from './hub.ts'
import type { QuoteHold, QuoteTaker, Rejection } from './outbox.ts'

const ROLL_CHECK_MS = 60_000

export interface RootWatchOptions {
  readonly underlying: Ticker
  readonly hub: Pick<Hub, 'holdQuote' | 'releaseQuote' | 'quoteOf'>
  readonly clock: Clock
  readonly random: () => number
  readonly expirations: number
  readonly listContracts: (underlying: Ticker, today: string, expirations: number) => Promise<readonly string[]>
  readonly onChoice: (contracts: readonly Ticker[]) => void
  /** The vendor knows no such underlying, or lists nothing for it. */
  readonly onMissing: (message: string) => void
}

/** Follows one underlying and keeps the choice of its contracts around the money. */
export class RootWatch implements QuoteTaker {
  readonly subject = '#proxy'
  readonly #options: RootWatchOptions
  readonly #hold: QuoteHold
  readonly #stopRollCheck: Stop
  #listed: Listing = { series: [], count: 0 }
  #isListing = false
  #listedOn = ''
  #choice: Choice | undefined
  #count = 0
  #failures = 0
  #stopRetry: Stop | undefined
  #isStopped = false

  constructor(options: RootWatchOptions) {
    const { underlying, hub, clock } = options
    this.#options = options
    this.#hold = hub.holdQuote(underlying, this)
    this.#stopRollCheck = clock.every(ROLL_CHECK_MS, () => {
      // a listing that failed is tried again by itself
      if (this.#isListing || this.#stopRetry !== undefined) return
      if (newYorkDate(clock.now()) !== this.#listedOn) void this.#list()
    })
    void this.#list()
  }

  get contracts(): readonly Ticker[] {
    return this.#choice?.contracts ?? []
  }

  /** How many contracts it may choose. */
  setCount(count: number): void {
    if (count === this.#count) return
    this.#count = count
    this.#choose()
  }

  /** The underlying moved: inside the band around the last choice that changes nothing. */
  quote(): void {
    const price = this.#price()
    const choice = this.#choice
    if (price === undefined || (choice !== undefined && price >= choice.low && price <= choice.high)) return
    this.#choose()
  }

  rejected({ symbol, message }: Rejection): void {
    this.#options.onMissing(`${symbol}: ${message}`)
  }

  stop(): void {
    this.#isStopped = true
    this.#stopRollCheck()
    this.#stopRetry?.()
    this.#options.hub.releaseQuote(this.#hold)
  }

  async #list(): Promise<void> {
    const { underlying, clock, expirations, listContracts, onMissing, random } = this.#options
    if (this.#isStopped) return
    const today = newYorkDate(clock.now())
    this.#isListing = true
    try {
      const tickers = await listContracts(underlying, today, expirations)
      if (this.#isStopped) return
      this.#listed = readContracts(tickers)
      this.#listedOn = today
      this.#failures = 0
      if (this.#listed.count === 0) onMissing(`the vendor lists no contracts of ${underlying}`)
      else this.#choose()
    } catch {
      if (this.#isStopped) return
      this.#failures += 1
      this.#stopRetry = clock.after(backoffMs(this.#failures, random), () => {
        this.#stopRetry = undefined
        void this.#list()
      })
    } finally {
      this.#isListing = false
    }
  }

  #choose(): void {
    const price = this.#price()
    if (price === undefined || this.#listed.count === 0 || this.#isStopped) return
    if (this.#count === 0 && this.contracts.length === 0) return
    const { expirations, onChoice } = this.#options
    const former = this.contracts
    this.#choice = chooseAroundTheMoney(this.#listed, {
      price,
      today: this.#listedOn,
      expirations,
      count: this.#count,
    })
    if (former.join() !== this.contracts.join()) onChoice(this.contracts)
  }

  #price(): number | undefined {
    return priceOf(this.#options.hub.quoteOf(this.#options.underlying))
  }
}

function priceOf(quote: Quote | undefined): number | undefined {
  return quote?.last ?? quote?.value ?? quote?.midpoint ?? quote?.close ?? quote?.previousClose
}
