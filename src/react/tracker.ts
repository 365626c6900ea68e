import type { Stop } from '../../domain/clock.ts'
import type { MarketDataState } from '../../slices/market-data-state.ts'
import type { MarketDataStore } from '../../store/market-data-store.ts'
import type { Selector } from '../../store/selectors/selector.ts'
import { onHeartbeat } from './heartbeat.ts'

/** A selector for each field of a result. */
export type Fields<TResult> = { readonly [TName in keyof TResult]: Selector<TResult[TName]> }

/** The three functions of `useSyncExternalStore`. */
export interface Tracker<TResult> {
  readonly subscribe: (onChange: () => void) => Stop
  readonly getSnapshot: () => TResult
  readonly getServerSnapshot: () => TResult
}

/**
 * Answers with a result whose fields are worked out when they are read. The result is replaced only when a field that
 * was read has changed: who reads nothing is never rendered.
 */
export function createTracker<TResult extends object>(
  store: MarketDataStore,
  serverState: MarketDataState,
  fields: Fields<TResult>,
): Tracker<TResult> {
  const read = new Set<keyof TResult>()
  let latest: Picture<TResult> | undefined
  let server: Picture<TResult> | undefined

  const picture = (state: MarketDataState): Picture<TResult> => {
    const values = new Map<keyof TResult, unknown>()
    for (const name of read) values.set(name, fields[name](state))
    const made: Picture<TResult> = { state, values, result: lazyResult(fields, lookUp) }
    function lookUp(name: keyof TResult): unknown {
      read.add(name)
      if (!values.has(name)) values.set(name, fields[name](made.state))
      return values.get(name)
    }
    return made
  }
  return {
    subscribe(onChange) {
      const stops = [store.subscribe(onChange), onHeartbeat(onChange)]
      return () => {
        for (const stop of stops) stop()
      }
    },
    getSnapshot() {
      const state = store.getState()
      if (latest === undefined || !isCurrent(latest, fields, state)) latest = picture(state)
      // what was not read yet is read from the newest state
      latest.state = state
      return latest.result
    },
    getServerSnapshot() {
      server ??= picture(serverState)
      return server.result
    },
  }
}

/** A result, the state it stands for, and what was worked out of it. */
interface Picture<TResult> {
  state: MarketDataState
  readonly values: ReadonlyMap<keyof TResult, unknown>
  readonly result: TResult
}

function isCurrent<TResult>(picture: Picture<TResult>, fields: Fields<TResult>, state: MarketDataState): boolean {
  for (const [name, value] of picture.values) {
    if (!Object.is(fields[name](state), value)) return false
  }
  return true
}

function lazyResult<TResult extends object>(
  fields: Fields<TResult>,
  lookUp: (name: keyof TResult) => unknown,
): TResult {
  const result: Partial<TResult> = {}
  for (const name of namesOf(fields)) {
    Object.defineProperty(result, name, { enumerable: true, get: () => lookUp(name) })
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every field was just given its getter
  return result as TResult
}

function namesOf<T extends object>(value: T): (keyof T)[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object's own keys are its keys
  return Object.keys(value) as (keyof T)[]
}
