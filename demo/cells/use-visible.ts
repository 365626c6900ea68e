import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** So far beyond the edges of the screen, and of what scrolls, counts as seen: a scroll finds it ready. */
const MARGIN = '90px'

/**
 * Whether the element is on the screen, or close to it; what is not seen need not be drawn.
 *
 * @param isFirst what to take it for until that is known
 */
export function useVisible<T extends Element>(isFirst: boolean): readonly [RefObject<T | null>, boolean] {
  const element = useRef<T>(null)
  const [isVisible, setVisible] = useState(isFirst)
  useEffect(() => {
    if (element.current === null) return undefined
    // where the page was busy several looks come at once, the newest last
    const observer = new IntersectionObserver((entries) => setVisible(entries.at(-1)?.isIntersecting === true), {
      rootMargin: MARGIN,
      scrollMargin: MARGIN,
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, isVisible]
}
