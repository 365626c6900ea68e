import { useDebugValue, useMemo, useSyncExternalStore } from 'react'
import type { Selector } from '../../store/selectors/selector.ts'
import { useMassiveContext } from './MassiveProvider.tsx'

/**
 * Reads something of the store and renders again when it changed. It subscribes to no feed: the other hooks do.
 *
 * @param selector one of the selector factories' (they answer with the same selector for the same arguments), or any
 * function that gives the same object as long as nothing changed
 * @param isEqual for selectors that build something new each time; zustand's `shallow` fits most. @default Object.is
 *
 * @example const spread = useMarketData(selectSpread('SPY'))
 */
export function useMarketData<T>(selector: Selector<T>, isEqual?: (left: T, right: T) => boolean): T {
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
