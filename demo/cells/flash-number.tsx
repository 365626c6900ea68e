import type { ReactElement } from 'react'
import { useFlash } from './use-flash.ts'

interface FlashNumberProps {
  readonly value: number | undefined
  readonly format: (value: number | undefined) => string
  readonly className?: string
}

/** A number that lights up once, calmly, when it moves. */
export function FlashNumber({ value, format, className }: FlashNumberProps): ReactElement {
  const cell = useFlash<HTMLSpanElement>(value)
  return (
    <span ref={cell} className={`flash ${className ?? ''}`}>
      {format(value)}
    </span>
  )
}
