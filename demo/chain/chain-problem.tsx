import { isNotEntitledError, isNotFoundError, isRateLimitError } from '../../src/index.ts'
import type { ReactElement } from 'react'
import { Notice } from '../cells/notice.tsx'
import { formatSymbol } from '../format/contract.ts'

interface ChainProblemProps {
  readonly underlying: string
  readonly error: Error
  readonly onRetry: () => void
}

/** Why there is no chain, and what to do about it. */
export function ChainProblem({ underlying, error, onRetry }: ChainProblemProps): ReactElement {
  const name = formatSymbol(underlying)
  const retry = (
    <button type="button" className="button" onClick={onRetry}>
      Try again
    </button>
  )
  if (isNotEntitledError(error)) {
    return (
      <Notice kind="warn" title="Not in your plan">
        The data plan does not include options on {name}. Upgrade the plan, or open another symbol.
      </Notice>
    )
  }
  if (isNotFoundError(error)) {
    return <Notice title={`No options on ${name}`}>Open another symbol from the watchlist to see its chain.</Notice>
  }
  if (isRateLimitError(error)) {
    return (
      <Notice kind="warn" title="Too many requests" action={retry}>
        The server asks for a pause. Try again in a moment.
      </Notice>
    )
  }
  return (
    <Notice kind="bad" title={`The chain of ${name} could not be loaded`} action={retry}>
      {error.message}
    </Notice>
  )
}
