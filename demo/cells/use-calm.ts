import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { MarketDataState } from '../../src/index.ts'
import { useMassive } from '../../src/react/index.ts'

/**
 * What a selector answers, looked at no more often than every `everyMs`: for lists that would only flicker at the
 * feed's own pace. The selector must answer the same object for the same state.
 */
export function useCalm<T>(select: (state: MarketDataState) => T, everyMs: number): T {
  const { store } = useMassive()
  const seen = useRef<MarketDataState>(undefined)
  const subscribe = useCallback(
    (onChange: () => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const look = (): void => {
        timer = undefined
        seen.current = store.getState()
        onChange()
      }
      const lookLater = (): void => {
        timer ??= setTimeout(look, everyMs)
      }
      const stop = store.subscribe(lookLater)
      // between the rendering and now
      if (store.getState() !== seen.current) lookLater()
      return () => {
        clearTimeout(timer)
        stop()
      }
    },
    [store, everyMs],
  )
  return useSyncExternalStore(subscribe, () => select((seen.current ??= store.getState())))
}
