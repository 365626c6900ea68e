import { useCallback, useEffect, useState } from 'react'
import { toError } from '../../domain/errors.ts'

/** Where a request stands that a component made. */
export interface RequestState {
  readonly status: 'loading' | 'ready' | 'error'
  readonly error: Error | undefined
}

interface Request extends RequestState {
  /** No answer has come yet, to the first asking or to another. */
  readonly isFetching: boolean
  readonly refetch: () => void
}

/** A state, and which request it is of. */
interface Settled extends RequestState {
  readonly of: unknown
  readonly round: number
}

const LOADING: RequestState = { status: 'loading', error: undefined }
const READY: RequestState = { status: 'ready', error: undefined }

/**
 * Makes a request when the component comes and whenever `run` changes, aborting the one before; `undefined` asks for
 * nothing. The answer itself goes into the store.
 */
export function useRequest(run: ((signal: AbortSignal) => Promise<unknown>) | undefined): Request {
  const [round, setRound] = useState(0)
  const [state, setState] = useState<Settled>({ ...LOADING, of: run, round })
  useEffect(() => {
    if (run === undefined) return undefined
    const controller = new AbortController()
    const settle = (next: RequestState): void => {
      if (!controller.signal.aborted) setState({ ...next, of: run, round })
    }
    // a moment later: strict mode and fast remounts stop the first effect at once
    Promise.resolve()
      .then(() => (controller.signal.aborted ? undefined : run(controller.signal)))
      .then(
        () => settle(READY),
        (cause: unknown) => settle({ status: 'error', error: toError(cause) }),
      )
    return () => controller.abort()
  }, [run, round])
  const refetch = useCallback(() => setRound((former) => former + 1), [])
  // the state of an earlier request says nothing of this one
  const { status, error } = state.of === run ? state : LOADING
  const isFetching = run !== undefined && (status === 'loading' || state.round !== round)
  return { status, error, isFetching, refetch }
}
