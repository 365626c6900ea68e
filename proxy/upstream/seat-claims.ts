import type { Ticker } from '../../domain/ticker.ts'

/** Of one division: where so many sockets hold so much, what each visitor asked for last is not looked at. */
const MAX_STEPS = 100_000

/** Who has a claim to which contracts, in the order in which each visitor asked for them. */
export interface SeatClaims {
  hold(contract: Ticker, subject: string): void
  /** The last one's claim stands until the contract is forgotten: a page that is loaded again finds it. */
  release(contract: Ticker, subject: string): void
  forget(contract: Ticker): void
  /**
   * At most `limit` contracts, by turns: each visitor's first before anybody's second. Of a turn that cannot be served
   * whole those come first that have what they want already, and then those that more visitors hold.
   */
  entitled(limit: number, seated: ReadonlySet<Ticker>): ReadonlySet<Ticker>
}

export function createSeatClaims(): SeatClaims {
  // how many times over, as one visitor can have many sockets
  const bySubject = new Map<string, Map<Ticker, number>>()
  const holders = new Map<Ticker, number>()
  /** Who let go of a contract that nobody holds now. */
  const lastHolder = new Map<Ticker, string>()

  function drop(contract: Ticker, subject: string): void {
    const own = bySubject.get(subject)
    own?.delete(contract)
    if (own?.size === 0) bySubject.delete(subject)
  }

  function forget(contract: Ticker, unless?: string): void {
    const subject = lastHolder.get(contract)
    lastHolder.delete(contract)
    if (subject !== undefined && subject !== unless) drop(contract, subject)
  }

  return {
    hold(contract, subject) {
      const own = bySubject.get(subject) ?? new Map<Ticker, number>()
      bySubject.set(subject, own)
      forget(contract, subject)
      const count = own.get(contract) ?? 0
      own.set(contract, count + 1)
      if (count === 0) holders.set(contract, (holders.get(contract) ?? 0) + 1)
    },
    release(contract, subject) {
      const own = bySubject.get(subject)
      const count = own?.get(contract) ?? 0
      if (count === 0) return
      own?.set(contract, count - 1)
      if (count > 1) return
      const left = (holders.get(contract) ?? 1) - 1
      if (left > 0) {
        holders.set(contract, left)
        return drop(contract, subject)
      }
      holders.delete(contract)
      lastHolder.set(contract, subject)
    },
    forget: (contract) => forget(contract),
    entitled(limit, seated) {
      const chosen = new Set<Ticker>()
      const byRank = (a: Ticker, b: Ticker): number =>
        Number(seated.has(b)) - Number(seated.has(a)) || (holders.get(b) ?? 0) - (holders.get(a) ?? 0)
      for (const turn of turnsOf(bySubject)) {
        const asked = [...new Set(turn)].filter((contract) => !chosen.has(contract))
        const room = limit - chosen.size
        for (const contract of asked.length > room ? asked.sort(byRank).slice(0, room) : asked) chosen.add(contract)
        if (chosen.size >= limit) break
      }
      return chosen
    },
  }
}

/** What everybody asked for first, then second, and so on. */
function* turnsOf(bySubject: ReadonlyMap<string, ReadonlyMap<Ticker, number>>): Generator<readonly Ticker[]> {
  const lists = Array.from(bySubject.values(), (own) => own.keys())
  for (let steps = 0; steps < MAX_STEPS; steps += lists.length) {
    const turn = lists.flatMap((list) => {
      const { value, done } = list.next()
      return done === true ? [] : [value]
    })
    if (turn.length === 0) return
    yield turn
  }
}
