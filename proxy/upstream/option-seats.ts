import type { Ticker } from '../../domain/ticker.ts'

export interface OptionSeatsOptions {
  /** How many contracts' quotes the vendor streams on one connection. */
  readonly limit: number
  readonly onStream: (contract: Ticker) => void
  readonly onStreamEnd: (contract: Ticker) => void
  readonly onPoll: (contract: Ticker) => void
  readonly onPollEnd: (contract: Ticker) => void
}

/** Divides contracts between the stream's limited seats and the poll; who waited longest takes a freed seat. */
export interface OptionSeats {
  add(contract: Ticker): void
  remove(contract: Ticker): void
  readonly seated: number
  readonly standing: number
}

export function createOptionSeats(options: OptionSeatsOptions): OptionSeats {
  const seated = new Set<Ticker>()
  const standing = new Set<Ticker>()

  function promote(): void {
    const [longest] = standing
    if (longest === undefined) return
    standing.delete(longest)
    seated.add(longest)
    options.onPollEnd(longest)
    options.onStream(longest)
  }

  return {
    get seated() {
      return seated.size
    },
    get standing() {
      return standing.size
    },
    add(contract) {
      if (seated.has(contract) || standing.has(contract)) return
      if (seated.size < options.limit) {
        seated.add(contract)
        options.onStream(contract)
      } else {
        standing.add(contract)
        options.onPoll(contract)
      }
    },
    remove(contract) {
      if (standing.delete(contract)) return options.onPollEnd(contract)
      if (!seated.delete(contract)) return
      options.onStreamEnd(contract)
      promote()
    },
  }
}
