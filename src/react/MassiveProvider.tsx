import { createContext, useContext, useMemo } from 'react'
import type { ReactNode } from 'react'
import { ConfigurationError } from '../../domain/errors.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import { fromSnapshot } from '../../store/snapshot.ts'
import type { MarketDataSnapshot } from '../../store/snapshot.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { massive } from '../massive.ts'
import type { MassiveApi } from './massive-api.ts'

interface MassiveContext {
  /** `undefined` where a store alone was given: hooks read it, and hold and fetch nothing. */
  readonly provider: MassiveApi | undefined
  readonly store: MarketDataStore
  /** What the server rendered from, and what the browser hydrates from. */
  readonly serverState: MarketDataState
}

/** A provider with its store, or a store alone. */
type MassiveSource =
  | {
      /** @default the singleton `massive` */
      readonly provider?: MassiveApi | undefined
      readonly store?: undefined
    }
  | {
      /** Read only: hooks show what it holds, and subscribe to and fetch nothing. */
      readonly store: MarketDataStore
      readonly provider?: undefined
    }

export type MassiveProviderProps = MassiveSource & {
  /**
   * What the server's store held when it rendered (`takeSnapshot`). The server and the browser render the same from it;
   * after hydration the browser's own store takes over.
   */
  readonly snapshot?: MarketDataSnapshot | undefined
  readonly children?: ReactNode
}

const Context = createContext<MassiveContext>(contextOf(massive, massive.store))

/**
 * Gives the hooks below it another provider than the singleton (tests, several accounts, server rendering), or a store
 * to read from and nothing else (stories, recorded sessions).
 */
export function MassiveProvider({ provider, store, snapshot, children }: MassiveProviderProps): ReactNode {
  const context = useMemo(() => {
    if (provider !== undefined && store !== undefined) throw new ConfigurationError('store', 'a provider has its own')
    if (store !== undefined) return contextOf(undefined, store, snapshot)
    const source = provider ?? massive
    return contextOf(source, source.store, snapshot)
  }, [provider, store, snapshot])
  return <Context value={context}>{children}</Context>
}

export function useMassiveContext(): MassiveContext {
  return useContext(Context)
}

function contextOf(
  provider: MassiveApi | undefined,
  store: MarketDataStore,
  snapshot?: MarketDataSnapshot,
): MassiveContext {
  const initial = store.getInitialState()
  return { provider, store, serverState: snapshot === undefined ? initial : fromSnapshot(initial, snapshot) }
}
