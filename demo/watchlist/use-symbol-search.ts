import { useEffect, useEffectEvent, useState } from 'react'
import type { TickerMatch } from '../../src/index.ts'
import { useMassive } from '../../src/react/index.ts'

/** Longer than most gaps between two keys: 239 ms on average (Dhakal et al., "Observations on typing", CHI 2018). */
const PAUSE_MS = 350
const LIMIT = 12

export type SearchState =
  | { readonly status: 'idle' }
  | { readonly status: 'searching' }
  | { readonly status: 'found'; readonly matches: readonly TickerMatch[] }
  | { readonly status: 'failed'; readonly problem: string }

const IDLE: SearchState = { status: 'idle' }
const SEARCHING: SearchState = { status: 'searching' }

/** Tickers and names that match the text, asked for once the typing pauses; a newer text drops the older answer. */
export function useSymbolSearch(typed: string, onFound: (matches: readonly TickerMatch[]) => void): SearchState {
  const text = typed.trim()
  const { tickers } = useMassive()
  const [answer, setAnswer] = useState({ text: '', state: IDLE })
  const found = useEffectEvent(onFound)
  useEffect(() => {
    if (text === '') return undefined
    const controller = new AbortController()
    const { signal } = controller
    const timer = setTimeout(() => {
      tickers.search(text, { limit: LIMIT, signal }).then(
        (matches) => {
          setAnswer({ text, state: { status: 'found', matches } })
          found(matches)
        },
        (error: unknown) => {
          if (!signal.aborted) setAnswer({ text, state: { status: 'failed', problem: String(error) } })
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [tickers, text])
  if (text === '') return IDLE
  return answer.text === text ? answer.state : SEARCHING
}
