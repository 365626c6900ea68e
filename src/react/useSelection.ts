import { useDebugValue, useMemo, useSyncExternalStore } from 'react'
import type { Selector } from '../../store/selectors/selector.ts'
import { useMassiveContext } from './MassiveProvider.tsx'
import { noteRender } from './renders.ts'

/** Reads something of the store, on behalf of the hook of that name. */
export function useSelection<T>(hook: string, selector: Selector<T>, isEqual?: (left: T, right: T) => boolean): T {
  noteRender(hook)
  const { store, serverState } = useMassiveContext()
  const [getSnapshot, getServerSnapshot] = useMemo(() => {
    const select = isEqual === undefined ? selector : keepingEqual(selector, isEqual)
    return [() => select(store.getState()), () => select(serverState)]
  }, [store, serverState, selector, isEqual])
  const value = useSyncExternalStore(store.subscribe, getSnapshot, getServerSnapshot)
  useDebugValue(value)
  return value
}

function keepingEqual<T>(selector: Selector<T>, isEqual: (left: T, right: T) => boolean): Selector<T> {
  let last: { readonly value: T } | undefined
  return (state) => {
    const value = selector(state)
    if (last === undefined || !isEqual(last.value, value)) last = { value }
    return last.value
  }
}
