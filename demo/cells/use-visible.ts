import { useEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'

/** Whether the element is on the screen, or close to it; what is not seen need not be asked for. */
export function useVisible<T extends Element>(): readonly [RefObject<T | null>, boolean] {
  const element = useRef<T>(null)
  const [isVisible, setVisible] = useState(false)
  useEffect(() => {
    if (element.current === null) return undefined
    const observer = new IntersectionObserver((entries) => setVisible(entries.some((entry) => entry.isIntersecting)), {
      rootMargin: '80px',
    })
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [])
  return [element, isVisible]
}
