import type { Clock, Stop } from '../../domain/clock.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { createSeatClaims } from './seat-claims.ts'

/** Seats change hands no more often: each time a stream ends and another begins. */
const SETTLE_MS = 1_000

export interface OptionSeatsOptions {
  readonly clock: Clock
  /** How many contracts' quotes the vendor streams on one connection. */
  readonly limit: number
  readonly onStream: (contract: Ticker) => void
  readonly onStreamEnd: (contract: Ticker) => void
  readonly onPoll: (contract: Ticker) => void
  readonly onPollEnd: (contract: Ticker) => void
}

/**
 * Divides contracts between the stream's limited seats and the poll. A free seat is anybody's. Where there are too few,
 * a visitor with many contracts gives way to one with few; who has a seat keeps it against equals.
 */
export interface OptionSeats {
  /** The contract is wanted. */
  add(contract: Ticker): void
  /** It is not wanted any more. */
  remove(contract: Ticker): void
  /** A visitor asks for it, or does no more; as often as it likes. */
  hold(contract: Ticker, subject: string): void
  release(contract: Ticker, subject: string): void
  readonly seated: number
  readonly standing: number
  stop(): void
}

export function createOptionSeats(options: OptionSeatsOptions): OptionSeats {
  const { clock, limit } = options
  const seated = new Set<Ticker>()
  const standing = new Set<Ticker>()
  const claims = createSeatClaims()
  let stopTimer: Stop | undefined
  let isStopped = false

  function schedule(): void {
    if (standing.size > 0 && !isStopped) stopTimer ??= clock.after(SETTLE_MS, settle)
  }

  function settle(): void {
    stopTimer = undefined
    const entitled = claims.entitled(limit, seated)
    const coming = [...standing].filter((contract) => entitled.has(contract))
    const free = limit - seated.size
    const going = [...seated].filter((contract) => !entitled.has(contract)).slice(0, Math.max(0, coming.length - free))
    const others = [...standing]
      .filter((contract) => !entitled.has(contract))
      .slice(0, Math.max(0, free - coming.length))
    for (const contract of going) unseat(contract)
    for (const contract of [...coming, ...others]) seat(contract)
  }

  function seat(contract: Ticker): void {
    if (standing.delete(contract)) options.onPollEnd(contract)
    seated.add(contract)
    options.onStream(contract)
  }

  function stand(contract: Ticker): void {
    standing.add(contract)
    options.onPoll(contract)
  }

  function unseat(contract: Ticker): void {
    seated.delete(contract)
    options.onStreamEnd(contract)
    stand(contract)
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
      if (seated.size < limit && standing.size === 0) seat(contract)
      else stand(contract)
      schedule()
    },
    remove(contract) {
      claims.forget(contract)
      if (standing.delete(contract)) return options.onPollEnd(contract)
      if (!seated.delete(contract)) return
      options.onStreamEnd(contract)
      schedule()
    },
    hold(contract, subject) {
      claims.hold(contract, subject)
      schedule()
    },
    release(contract, subject) {
      claims.release(contract, subject)
      schedule()
    },
    stop() {
      isStopped = true
      stopTimer?.()
    },
  }
}
