import { createContext, use, useEffect, useMemo, useReducer } from 'react'
import type { Dispatch, ReactElement, ReactNode } from 'react'
import { nextDesk, restoreDesk } from './desk-state.ts'
import type { DeskAction, DeskState } from './desk-state.ts'

const STORAGE_KEY = 'options-desk'

interface Desk {
  readonly desk: DeskState
  readonly dispatch: Dispatch<DeskAction>
}

const DeskContext = createContext<Desk | undefined>(undefined)

/** Holds the viewer's choices and remembers them for the next visit. */
export function DeskProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [desk, dispatch] = useReducer(nextDesk, null, () => restoreDesk(readSaved()))
  useEffect(() => save(desk), [desk])
  const value = useMemo(() => ({ desk, dispatch }), [desk])
  return <DeskContext value={value}>{children}</DeskContext>
}

export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (desk === undefined) throw new Error('useDesk needs a DeskProvider above it')
  return desk
}

// storage can be switched off by the browser; the desk then starts afresh each time
function readSaved(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY)
  } catch {
    return null
  }
}

function save(desk: DeskState): void {
  try {
    localStorage.setItem(STORAGE_KEY, JSON.stringify(desk))
  } catch {
    // nothing is lost but the memory of a choice
  }
}
