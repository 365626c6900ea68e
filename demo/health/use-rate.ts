import { useEffect, useState } from 'react'
import { useMassive } from '../../src/react/index.ts'

export interface FeedRate {
  /** Messages taken from the sockets a second. */
  readonly messages: number
  /** Symbols whose quote changed in the store, a second. */
  readonly updates: number
  /** Changes of the store a second. */
  readonly flushes: number
}

const EVERY_MS = 1000

/** How fast the feed runs, second by second. */
export function useRate(): FeedRate {
  const { store } = useMassive()
  const [rate, setRate] = useState<FeedRate>({ messages: 0, updates: 0, flushes: 0 })
  useEffect(() => {
    const totalMessages = (): number => {
      const { options, indices } = store.getState().connection
      return options.messages + indices.messages
    }
    let flushes = 0
    let updates = 0
    let messages = totalMessages()
    const stop = store.subscribe((state, before) => {
      if (state.quotes === before.quotes) return
      flushes += 1
      updates += changedCount(state.quotes.values, before.quotes.values)
    })
    const timer = setInterval(() => {
      const total = totalMessages()
      setRate({ messages: Math.max(0, total - messages), updates, flushes })
      messages = total
      flushes = 0
      updates = 0
    }, EVERY_MS)
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [store])
  return rate
}

function changedCount(after: readonly unknown[], before: readonly unknown[]): number {
  let count = 0
  for (let index = 0; index < after.length; index += 1) if (after[index] !== before[index]) count += 1
  return count
}
