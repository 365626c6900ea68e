import { startTransition, useEffect, useState } from 'react'

/** False in the first rendering, true in one that follows the paint: for what nobody waits for in the first moment. */
export function useLater(): boolean {
  const [isLater, setLater] = useState(false)
  useEffect(() => startTransition(() => setLater(true)), [])
  return isLater
}
