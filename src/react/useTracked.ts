import { useMemo, useSyncExternalStore } from 'react'
import { useMassiveContext } from './MassiveProvider.tsx'
import { noteRender } from './renders.ts'
import { createTracker } from './tracker.ts'
import type { Fields } from './tracker.ts'

/**
 * A result whose fields render the component only if it reads them, for the hook of that name. `fields` must keep its
 * identity (`useMemo`).
 */
export function useTracked<TResult extends object>(hook: string, fields: Fields<TResult>): TResult {
  noteRender(hook)
  const { store, serverState } = useMassiveContext()
  const tracker = useMemo(() => createTracker(store, serverState, fields), [store, serverState, fields])
  return useSyncExternalStore(tracker.subscribe, tracker.getSnapshot, tracker.getServerSnapshot)
}
