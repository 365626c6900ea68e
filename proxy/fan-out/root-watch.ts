import type { Clock, Stop } from '../../domain/clock.ts'
import { newYorkDate } from '../../domain/new-york-time.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { backoffMs } from '../upstream/backoff.ts'
import { chooseAroundTheMoney, readContracts } from './around-the-money.ts'
import type { Choice, ListedContract } from './around-the-money.ts'
import type { Hub } from './hub.ts'
import type { QuoteHold, QuoteTaker } from './outbox.ts'

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
export interface RootWatch {
  readonly contracts: readonly Ticker[]
  /** How many contracts it may choose. */
  setCount(count: number): void
  stop(): void
}

export function watchRoot(options: RootWatchOptions): RootWatch {
  const { underlying, hub, clock } = options
  let listed: readonly ListedContract[] = []
  let listedOn = ''
  let choice: Choice | undefined
  let count = 0
  let failures = 0
  let stopRetry: Stop | undefined
  let isStopped = false

  const taker: QuoteTaker = {
    quote(hold) {
      hold.isPending = false
      follow()
    },
    rejected: (_, symbol, __, message) => options.onMissing(`${symbol}: ${message}`),
  }
  const hold: QuoteHold = hub.holdQuote(underlying, taker)
  const stopRollCheck = clock.every(ROLL_CHECK_MS, () => {
    if (listedOn !== '' && newYorkDate(clock.now()) !== listedOn) void list()
  })
  void list()

  async function list(): Promise<void> {
    const today = newYorkDate(clock.now())
    try {
      const tickers = await options.listContracts(underlying, today, options.expirations)
      if (isStopped) return
      listed = readContracts(tickers)
      listedOn = today
      failures = 0
      if (listed.length === 0) return options.onMissing(`the vendor lists no contracts of ${underlying}`)
      choose()
    } catch {
      if (isStopped) return
      failures += 1
      stopRetry = clock.after(backoffMs(failures, options.random), () => void list())
    }
  }

  function follow(): void {
    const price = priceOf(hub.quoteOf(underlying))
    if (price === undefined || (choice !== undefined && price >= choice.low && price <= choice.high)) return
    choose()
  }

  function choose(): void {
    const price = priceOf(hub.quoteOf(underlying))
    if (price === undefined || listed.length === 0 || isStopped) return
    const former = choice?.contracts
    choice = chooseAroundTheMoney(listed, { price, today: listedOn, expirations: options.expirations, count })
    if (former?.join() !== choice.contracts.join()) options.onChoice(choice.contracts)
  }

  return {
    get contracts() {
      return choice?.contracts ?? []
    },
    setCount(next) {
      if (next === count) return
      count = next
      choose()
    },
    stop() {
      isStopped = true
      stopRollCheck()
      stopRetry?.()
      hub.releaseQuote(hold)
    },
  }
}

function priceOf(quote: Quote | undefined): number | undefined {
  return quote?.last ?? quote?.value ?? quote?.midpoint ?? quote?.close ?? quote?.previousClose
}
