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
  const { seated, standing, seat, stand, leave } = createPlaces(options)
  const claims = createSeatClaims()
  let stopTimer: Stop | undefined
  let isStopped = false

  function schedule(): void {
    if (standing.size > 0 && !isStopped) stopTimer ??= clock.after(SETTLE_MS, settle)
  }

  function settle(): void {
    stopTimer = undefined
    const { going, coming } = divide({ limit, seated, standing, entitled: claims.entitled(limit, seated) })
    for (const contract of going) {
      leave(contract)
      stand(contract)
    }
    for (const contract of coming) {
      leave(contract)
      seat(contract)
    }
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
      leave(contract)
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

interface Places {
  readonly seated: ReadonlySet<Ticker>
  readonly standing: ReadonlySet<Ticker>
  readonly seat: (contract: Ticker) => void
  readonly stand: (contract: Ticker) => void
  readonly leave: (contract: Ticker) => void
}

function createPlaces({ onStream, onStreamEnd, onPoll, onPollEnd }: OptionSeatsOptions): Places {
  const seated = new Set<Ticker>()
  const standing = new Set<Ticker>()

  return {
    seated,
    standing,
    seat(contract) {
      seated.add(contract)
      onStream(contract)
    },
    stand(contract) {
      standing.add(contract)
      onPoll(contract)
    },
    leave(contract) {
      if (seated.delete(contract)) onStreamEnd(contract)
      if (standing.delete(contract)) onPollEnd(contract)
    },
  }
}

interface Division {
  readonly limit: number
  readonly seated: ReadonlySet<Ticker>
  readonly standing: ReadonlySet<Ticker>
  readonly entitled: ReadonlySet<Ticker>
}

/** Whoever is entitled comes, and what is free then is anybody's; nobody goes but for one who comes. */
function divide({
  limit,
  seated,
  standing,
  entitled,
}: Division): Readonly<Record<'going' | 'coming', readonly Ticker[]>> {
  const free = limit - seated.size
  const first = [...standing].filter((contract) => entitled.has(contract))
  const others = [...standing].filter((contract) => !entitled.has(contract))
  const replaceable = [...seated].filter((contract) => !entitled.has(contract))
  return {
    going: replaceable.slice(0, Math.max(0, first.length - free)),
    coming: [...first, ...others.slice(0, Math.max(0, free - first.length))],
  }
}
