import type { Selector } from '../../store/selectors/selector.ts'
import { useSelection } from './useSelection.ts'

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
  return useSelection('useMarketData', selector, isEqual)
}
