import type { ReactElement } from 'react'
import { useDesk } from '../desk/desk-context.tsx'
import { Notice } from '../cells/notice.tsx'
import { formatSymbol } from '../format/contract.ts'
import { formatDate } from '../format/time.ts'
import type { ChainColumn } from './chain-columns.ts'
import { ChainProblem } from './chain-problem.tsx'
import { ChainStrip } from './chain-strip.tsx'
import { ChainSkeleton } from './chain-skeleton.tsx'
import { ChainTable } from './chain-table.tsx'
import type { ChainState, ChainStrike } from './chain-types.ts'
import { useMoneyPosition } from './use-money-position.ts'

interface ChainContentProps {
  readonly chain: ChainState | undefined
  readonly error: Error | undefined
  readonly expiration: string | undefined
  readonly columns: readonly ChainColumn[]
  /** Of the place the strikes stand in, CSS pixels. */
  readonly height: number
  readonly onRetry: () => void
}

const NO_STRIKES: readonly ChainStrike[] = []

/** The strikes of the open expiry, as far as they are there; what stands in their place as long as there are none. */
export function ChainContent(props: ChainContentProps): ReactElement {
  const { chain, error, expiration, columns, height, onRetry } = props
  const { desk, dispatch } = useDesk()
  const { underlying, focus } = desk
  const strikes = (expiration === undefined ? undefined : chain?.strikes[expiration]) ?? NO_STRIKES
  const position = useMoneyPosition(underlying, strikes)
  const name = formatSymbol(underlying)
  if (expiration === undefined || strikes.length === 0) {
    if (error !== undefined && chain?.status !== 'loading')
      return <ChainProblem underlying={underlying} error={error} onRetry={onRetry} />
    if (chain?.status !== 'ready') return <ChainSkeleton columns={columns} chain={chain} />
    return <Notice title={`No options on ${name}`}>Open another symbol from the watchlist to see its chain.</Notice>
  }
  return (
    <>
      <ChainTable
        key={`${underlying}|${expiration}`}
        label={`${name} options, ${formatDate(expiration)}`}
        strikes={strikes}
        position={position}
        columns={columns}
        height={height}
        focus={focus}
        onOpen={(symbol) => dispatch({ type: 'focus', symbol })}
      />
      <ChainStrip chain={chain} onRetry={onRetry} />
    </>
  )
}
