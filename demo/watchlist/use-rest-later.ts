import { startTransition, useEffect, useState } from 'react'

/** The first few of a long list, and all of it once the page stands: nobody waits for rows below the fold. */
export function useRestLater<T>(list: readonly T[], first: number): readonly T[] {
  const [isWhole, setWhole] = useState(false)
  useEffect(() => startTransition(() => setWhole(true)), [])
  return isWhole ? list : list.slice(0, first)
}
