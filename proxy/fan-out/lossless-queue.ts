import type { EpochMs } from '../../domain/freshness.ts'
import type { Ticker } from '../../domain/ticker.ts'
import { encodeServerMessage } from '../../domain/wire-messages.ts'
import type { LosslessChannel } from '../../domain/wire-protocol.ts'
import { toAscii } from './frame.ts'
import type { Interval } from './replay-ring.ts'

/** One channel and symbol as this client holds it, until it lets go. */
interface Held {
  readonly channel: LosslessChannel
  readonly symbol: Ticker
  isDropped: boolean
  /** Messages that had to be turned into a gap. */
  gap: Interval | undefined
}

interface Entry {
  readonly held: Held
  /** Absent where the entry is a gap that stands between messages. */
  readonly text?: string
  readonly from: EpochMs
  readonly to: EpochMs
}

/** Trades and bars on their way to one client. */
export interface LosslessQueue {
  /** How many messages and gaps wait. */
  readonly size: number
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
  const streams = { T: new Map<Ticker, Held>(), A: new Map<Ticker, Held>(), AM: new Map<Ticker, Held>() }
  let entries: Entry[] = []
  // one for each stream at most, so bounded by what the client holds
  let gapped: Held[] = []

  function heldOf(channel: LosslessChannel, symbol: Ticker): Held {
    const known = streams[channel].get(symbol)
    if (known !== undefined) return known
    const held: Held = { channel, symbol, isDropped: false, gap: undefined }
    streams[channel].set(symbol, held)
    return held
  }

  function collapse(): number {
    const lost = entries.filter(({ held }) => !held.isDropped)
    entries = []
    for (const { held, from, to } of lost) {
      if (held.gap === undefined) gapped.push(held)
      held.gap = widened(held.gap, from, to)
    }
    return lost.length
  }

  function add(entry: Entry): number {
    const lost = entries.length >= limit ? collapse() : 0
    entries.push(entry)
    return lost
  }

  return {
    get size() {
      return entries.length
    },
    push: (channel, symbol, text, at) => add({ held: heldOf(channel, symbol), text, from: at, to: at }),
    gap: (channel, symbol, { from, to }) => add({ held: heldOf(channel, symbol), from, to }),
    drop(channel, symbol) {
      const held = streams[channel].get(symbol)
      if (held === undefined) return
      // what waits of it is passed over when its turn comes: looking for it now would take long
      held.isDropped = true
      streams[channel].delete(symbol)
    },
    take() {
      if (gapped.length === 0 && entries.length === 0) return []
      const texts = gapped.flatMap((held) => gapTexts(held))
      for (const { held, text, from, to } of entries) {
        if (!held.isDropped) texts.push(text ?? gapText(held, { from, to }))
      }
      gapped = []
      entries = []
      return texts
    },
  }
}

function gapTexts(held: Held): readonly string[] {
  const { gap, isDropped } = held
  held.gap = undefined
  return gap === undefined || isDropped ? [] : [gapText(held, gap)]
}

function widened(known: Interval | undefined, from: EpochMs, to: EpochMs): Interval {
  return known === undefined ? { from, to } : { from: Math.min(known.from, from), to: Math.max(known.to, to) }
}

function gapText({ channel, symbol }: Held, { from, to }: Interval): string {
  return toAscii(encodeServerMessage({ type: 'gap', data: { channel, symbol, from, to } }))
}
