import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { encodeServerMessage } from '../../domain/wire-messages.ts'
import type { LosslessChannel } from '../../domain/wire-protocol.ts'
import { toAscii } from './frame.ts'
import type { Interval } from './replay-ring.ts'

interface Entry {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  /** Absent where the entry is a gap that stands between messages. */
  readonly text?: string
  readonly from: EpochMs
  readonly to: EpochMs
}

/** Trades and bars on their way to one client. */
export interface LosslessQueue {
  /** Returns how many messages had to be turned into gaps to make room. */
  push(channel: LosslessChannel, symbol: Ticker, text: string, at: EpochMs): number
  gap(channel: LosslessChannel, symbol: Ticker, interval: Interval): number
  drop(channel: LosslessChannel, symbol: Ticker): void
  /** Everything that waits, in order, as message texts; the queue is empty afterwards. */
  take(): string[]
}

/**
 * A bounded queue that never forgets silently: when it is full, all that waits becomes one gap a stream, which the
 * client fills over REST, and the queue starts anew behind the gaps.
 */
export function createLosslessQueue(limit: number): LosslessQueue {
  let entries: Entry[] = []
  // one for each stream at most, so bounded by what the client holds
  const gaps = new Map<string, Entry>()

  function collapse(): number {
    const lost = entries
    entries = []
    for (const entry of lost) widen(gaps, entry)
    return lost.length
  }

  function add(entry: Entry): number {
    const lost = entries.length >= limit ? collapse() : 0
    entries.push(entry)
    return lost
  }

  return {
    push: (channel, symbol, text, at) => add({ channel, symbol, text, from: at, to: at }),
    gap: (channel, symbol, { from, to }) => add({ channel, symbol, from, to }),
    drop(channel, symbol) {
      gaps.delete(keyOf(channel, symbol))
      entries = entries.filter((entry) => entry.channel !== channel || entry.symbol !== symbol)
    },
    take() {
      if (gaps.size === 0 && entries.length === 0) return []
      const texts = [...gaps.values(), ...entries].map((entry) => entry.text ?? gapText(entry))
      gaps.clear()
      entries = []
      return texts
    },
  }
}

function widen(gaps: Map<string, Entry>, { channel, symbol, from, to }: Entry): void {
  const key = keyOf(channel, symbol)
  const known = gaps.get(key)
  gaps.set(key, {
    channel,
    symbol,
    from: known === undefined ? from : Math.min(known.from, from),
    to: known === undefined ? to : Math.max(known.to, to),
  })
}

function gapText({ channel, symbol, from, to }: Entry): string {
  return toAscii(encodeServerMessage({ type: 'gap', data: { channel, symbol, from, to } }))
}

const keyOf = (channel: LosslessChannel, symbol: Ticker): string => `${channel}.${symbol}`
