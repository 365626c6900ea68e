import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Ticker } from '../../src/index.ts'
import type { ChainStrike } from './chain-types.ts'

export interface ActiveCell {
  readonly index: number
  readonly side: 'call' | 'put'
}

/** The same by what it shows: rows come and go above it. */
interface KeptCell extends Pick<ChainStrike, 'strike' | 'root'> {
  readonly side: ActiveCell['side']
}

interface ChainKeys {
  readonly active: ActiveCell | undefined
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onBlur: () => void
}

const PAGE = 12

/** Arrows walk the strikes and change sides, Page keys leap, Enter opens the contract. */
export function useChainKeys(
  strikes: readonly ChainStrike[],
  start: number,
  onMove: (index: number) => void,
  onOpen: (ticker: Ticker) => void,
): ChainKeys {
  const [kept, setKept] = useState<KeptCell>()
  const active = kept && cellOf(kept, strikes)
  const current = active ?? { index: Math.max(0, start), side: 'call' }
  const go = (index: number, side: ActiveCell['side']): void => {
    const bounded = Math.max(0, Math.min(strikes.length - 1, index))
    const row = strikes[bounded]
    if (row === undefined) return
    setKept({ strike: row.strike, root: row.root, side })
    onMove(bounded)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const target = targetOf(event.key, current, strikes.length)
    if (target !== undefined) {
      event.preventDefault()
      return go(target.index, target.side)
    }
    const ticker = strikes[current.index]?.[current.side]
    if (event.key === 'Enter' && ticker !== undefined) onOpen(ticker)
  }
  return { active, onKeyDown, onBlur: () => setKept(undefined) }
}

function cellOf({ strike, root, side }: KeptCell, strikes: readonly ChainStrike[]): ActiveCell | undefined {
  const index = strikes.findIndex((row) => row.strike === strike && row.root === root)
  return index === -1 ? undefined : { index, side }
}

function targetOf(key: string, { index, side }: ActiveCell, count: number): ActiveCell | undefined {
  const steps: Readonly<Record<string, ActiveCell>> = {
    ArrowDown: { index: index + 1, side },
    ArrowUp: { index: index - 1, side },
    PageDown: { index: index + PAGE, side },
    PageUp: { index: index - PAGE, side },
    Home: { index: 0, side },
    End: { index: count - 1, side },
    ArrowLeft: { index, side: 'call' },
    ArrowRight: { index, side: 'put' },
  }
  return steps[key]
}
