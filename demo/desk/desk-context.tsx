import { createContext, use, useEffect, useMemo, useReducer } from 'react'
import type { Dispatch, ReactElement, ReactNode } from 'react'
import { DESK_STORAGE_KEY } from './desk-storage-key.ts'
import { pageStorage } from './page-storage.ts'
import { nextDesk, restoreDesk } from './desk-state.ts'
import type { DeskAction, DeskState } from './desk-state.ts'

interface Desk {
  readonly desk: DeskState
  readonly dispatch: Dispatch<DeskAction>
}

const DeskContext = createContext<Desk | undefined>(undefined)

/** Holds the viewer's choices and remembers them for the next visit. */
export function DeskProvider({ children }: { readonly children: ReactNode }): ReactElement {
  const [desk, dispatch] = useReducer(nextDesk, null, () => restoreDesk(pageStorage.getItem(DESK_STORAGE_KEY)))
  useEffect(() => pageStorage.setItem(DESK_STORAGE_KEY, JSON.stringify(desk)), [desk])
  const value = useMemo(() => ({ desk, dispatch }), [desk])
  return <DeskContext value={value}>{children}</DeskContext>
}

export function useDesk(): Desk {
  const desk = use(DeskContext)
  if (desk === undefined) throw new Error('useDesk needs a DeskProvider above it')
  return desk
}
