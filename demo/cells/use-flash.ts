import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** A cell that has just lit up stays calm for so long, however often its value changes. */
const CALM_MS = 900
const FADE_MS = 650

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
    if (now - lastFlashAt.current < CALM_MS) return
    lastFlashAt.current = now
    const tint = value > before ? 'var(--up-soft)' : 'var(--down-soft)'
    cell.current?.animate([{ backgroundColor: tint }, { backgroundColor: 'transparent' }], {
      duration: FADE_MS,
      easing: 'ease-out',
    })
  }, [value, isOn])
  return cell
}
