import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { lightUp } from './flash.ts'

/** A cell that has just lit up stays calm for so long, however often its value changes. */
const CALM_MS = 1500

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)')

/** Lights the cell up once when its value moves: green up, red down. */
export function useFlash<T extends HTMLElement>(value: number | undefined, isOn = true): RefObject<T | null> {
  const cell = useRef<T>(null)
  const shown = useRef(value)
  const lastFlashAt = useRef(0)
  useEffect(() => {
    const before = shown.current
    shown.current = value
    if (!isOn || before === undefined || value === undefined || before === value || reducedMotion.matches) return
    const now = performance.now()
    if (cell.current === null || now - lastFlashAt.current < CALM_MS) return
    lastFlashAt.current = now
    lightUp(cell.current, value > before ? 'up' : 'down')
  }, [value, isOn])
  return cell
}
