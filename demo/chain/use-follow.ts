import { useCallback, useEffect, useState } from 'react'

interface Follow {
  readonly isFollowing: boolean
  /** The viewer scrolled by hand. */
  readonly stopFollowing: () => void
  readonly startFollowing: () => void
}

/**
 * Keeps the at-the-money row centred until the viewer scrolls away, and again when asked.
 *
 * @param centre another one where the middle moved
 */
export function useFollow(atTheMoney: number, centre: (index: number) => void): Follow {
  const [isFollowing, setFollowing] = useState(true)
  useEffect(() => {
    if (isFollowing && atTheMoney >= 0) centre(atTheMoney)
  }, [isFollowing, atTheMoney, centre])
  return {
    isFollowing,
    stopFollowing: useCallback(() => setFollowing(false), []),
    startFollowing: useCallback(() => setFollowing(true), []),
  }
}
