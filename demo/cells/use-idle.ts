import { startTransition, useEffect, useState } from 'react'

/** Nobody waits for it longer than this, however busy the page. */
const AT_MOST_MS = 2_000

/** False until the page has a moment to spare: for what comes after prices, chain and chart. */
export function useIdle(): boolean {
  const [isIdle, setIdle] = useState(false)
  useEffect(() => whenIdle(() => startTransition(() => setIdle(true))), [])
  return isIdle
}

/** So many of a long list as there was time for: `step` at first, and as many more whenever the page has a moment to spare. */
export function useGrowingCount(step: number, upTo: number): number {
  const [count, setCount] = useState(step)
  useEffect(() => {
    if (count >= upTo) return undefined
    return whenIdle(() => startTransition(() => setCount(count + step)))
  }, [count, step, upTo])
  return count
}

function whenIdle(task: () => void): () => void {
  // Safari has none
  if (typeof requestIdleCallback === 'undefined') {
    const timer = setTimeout(task, AT_MOST_MS / 2)
    return () => clearTimeout(timer)
  }
  const request = requestIdleCallback(task, { timeout: AT_MOST_MS })
  return () => cancelIdleCallback(request)
}
