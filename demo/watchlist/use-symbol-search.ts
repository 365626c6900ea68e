import { useEffect, useState } from 'react'
import type { TickerMatch } from '../../src/index.ts'
import { useMassive } from '../../src/react/index.ts'

const PAUSE_MS = 180
const LIMIT = 12

export type SearchState =
  | { readonly status: 'idle' }
  | { readonly status: 'searching' }
  | { readonly status: 'found'; readonly matches: readonly TickerMatch[] }
  | { readonly status: 'failed'; readonly problem: string }

/** Tickers and names that match the text, asked for once the typing pauses; a newer text drops the older answer. */
export function useSymbolSearch(text: string): SearchState {
  const massive = useMassive()
  const [state, setState] = useState<SearchState>({ status: 'idle' })
  useEffect(() => {
    if (text.trim() === '') {
      setState({ status: 'idle' })
      return undefined
    }
    const controller = new AbortController()
    const timer = setTimeout(() => {
      setState({ status: 'searching' })
      massive.tickers.search(text.trim(), { limit: LIMIT, signal: controller.signal }).then(
        (matches) => setState({ status: 'found', matches }),
        (error: unknown) => {
          if (!controller.signal.aborted) setState({ status: 'failed', problem: String(error) })
        },
      )
    }, PAUSE_MS)
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [massive, text])
  return state
}
