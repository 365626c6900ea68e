import { useEffect, useState } from 'react'
import type { Quote } from '../../src/index.ts'
import { useMassive } from '../../src/react/index.ts'

export interface FeedRate {
  /** Messages taken from the sockets a second. */
  readonly messages: number
  /** Of these, the quotes. */
  readonly quotes: number
  /** Streamed quotes that changed in the store, a second. */
  readonly updates: number
  /** Changes of the store a second. */
  readonly flushes: number
}

const EVERY_MS = 1000
/** Connections report their counts now and then, not every second: the mean over some seconds stands still. */
const WINDOW = 5

const NOTHING: FeedRate = { messages: 0, quotes: 0, updates: 0, flushes: 0 }

interface Totals {
  readonly at: number
  readonly messages: number
  readonly quotes: number
  readonly updates: number
  readonly flushes: number
}

/** How fast the feed runs, as a mean over the last seconds. */
export function useRate(): FeedRate {
  const { store } = useMassive()
  const [rate, setRate] = useState<FeedRate>(NOTHING)
  useEffect(() => {
    let flushes = 0
    let updates = 0
    const stop = store.subscribe((state, before) => {
      if (state.quotes === before.quotes) return
      flushes += 1
      updates += streamedCount(state.quotes.values, before.quotes.values)
    })
    const totals = (): Totals => {
      const { options, indices } = store.getState().connection
      const messages = options.messages + indices.messages
      return { at: performance.now(), messages, quotes: options.quotes + indices.quotes, updates, flushes }
    }
    const seen = [totals()]
    const timer = setInterval(() => {
      seen.push(totals())
      if (seen.length > WINDOW) seen.shift()
      setRate(rateBetween(seen[0], seen.at(-1)))
    }, EVERY_MS)
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [store])
  return rate
}

function rateBetween(from: Totals | undefined, to: Totals | undefined): FeedRate {
  if (from === undefined || to === undefined || to.at === from.at) return NOTHING
  const perSecond = (count: number): number => Math.max(0, Math.round((count * 1000) / (to.at - from.at)))
  return {
    messages: perSecond(to.messages - from.messages),
    quotes: perSecond(to.quotes - from.quotes),
    updates: perSecond(to.updates - from.updates),
    flushes: perSecond(to.flushes - from.flushes),
  }
}

function streamedCount(after: readonly Quote[], before: readonly Quote[]): number {
  let count = 0
  for (let index = 0; index < after.length; index += 1) {
    if (after[index] !== before[index] && after[index]?.source === 'stream') count += 1
  }
  return count
}
