import { createContext, useContext, useMemo } from 'react'
import type { ReactNode } from 'react'
import { fromSnapshot } from '../../store/snapshot.ts'
import type { MarketDataSnapshot } from '../../store/snapshot.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import { massive } from '../massive.ts'
import type { MassiveApi } from './massive-api.ts'

interface MassiveContext {
  readonly provider: MassiveApi
  /** What the server rendered from, and what the browser hydrates from. */
  readonly serverState: MarketDataState
}

export interface MassiveProviderProps {
  /** @default the singleton `massive` */
  readonly provider?: MassiveApi
  /**
   * What the server's store held when it rendered (`takeSnapshot`). The server and the browser render the same from it;
   * after hydration the browser's own store takes over.
   */
  readonly snapshot?: MarketDataSnapshot
  readonly children?: ReactNode
}

const Context = createContext<MassiveContext>(contextOf(massive))

/** Gives the hooks below it another provider than the singleton: for tests, several accounts, server rendering. */
export function MassiveProvider({ provider = massive, snapshot, children }: MassiveProviderProps): ReactNode {
  const context = useMemo(() => contextOf(provider, snapshot), [provider, snapshot])
  return <Context value={context}>{children}</Context>
}

export function useMassiveContext(): MassiveContext {
  return useContext(Context)
}

function contextOf(provider: MassiveApi, snapshot?: MarketDataSnapshot): MassiveContext {
  const initial = provider.store.getInitialState()
  return { provider, serverState: snapshot === undefined ? initial : fromSnapshot(initial, snapshot) }
}
