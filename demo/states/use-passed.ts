import { useEffect, useState } from 'react'

/** The last of the instants given that has passed; a rendering comes with it. */
export function usePassed(at: number | undefined): number | undefined {
  const [passed, setPassed] = useState<number>()
  useEffect(() => {
    if (at === undefined) return undefined
    const timer = setTimeout(() => setPassed(at), at - Date.now() + 1)
    return () => clearTimeout(timer)
  }, [at])
  return passed
}
