import { useCallback, useId } from 'react'
import type { ReactElement } from 'react'
import { selectQuote } from '../../src/index.ts'
import type { MarketDataState, Ticker } from '../../src/index.ts'
import { useMarketData, useOptionsChain, useQuotes } from '../../src/react/index.ts'
import { Notice } from '../cells/notice.tsx'
import { Panel } from '../cells/panel.tsx'
import { useDesk } from '../desk/desk-context.tsx'
import { useMediaQuery } from '../desk/use-media-query.ts'
import { formatSymbol } from '../format/contract.ts'
import { formatCount } from '../format/number.ts'
import { formatDate } from '../format/time.ts'
import { isSamePosition, moneyPosition } from './at-the-money.ts'
import type { MoneyPosition } from './at-the-money.ts'
import { ChainProblem } from './chain-problem.tsx'
import { ChainProgress } from './chain-progress.tsx'
import { ChainTable } from './chain-table.tsx'
import { ColumnChooser } from './column-chooser.tsx'
import { ExpiryTabs } from './expiry-tabs.tsx'
import type { ChainState, ChainStrike } from './chain-types.ts'

const NO_STRIKES: readonly ChainStrike[] = []
const NARROW_COLUMNS = 2

/** Calls and puts of one underlying, an expiry at a time. */
export function ChainPanel(): ReactElement {
  const { desk, dispatch } = useDesk()
  const { underlying } = desk
  const { data: chain, error, refetch } = useOptionsChain(underlying)
  useQuotes([underlying])
  const isNarrow = useMediaQuery('(max-width: 699px)')
  const panelId = useId()
  const expirations = chain?.expirations ?? []
  const expiration = expirations.includes(desk.expiration ?? '') ? desk.expiration : expirations[0]
  const strikes = (expiration === undefined ? undefined : chain?.strikes[expiration]) ?? NO_STRIKES
  const position = useMoneyPosition(underlying, strikes)
  const columns = isNarrow ? desk.columns.slice(0, NARROW_COLUMNS) : desk.columns
  const name = formatSymbol(underlying)
  return (
    <Panel
      title={`${name} options`}
      note={noteOf(chain)}
      className="chain"
      tools={<ColumnChooser columns={desk.columns} onChange={(next) => dispatch({ type: 'columns', columns: next })} />}
    >
      <ExpiryTabs
        expirations={expirations}
        chosen={expiration}
        panelId={panelId}
        onChoose={(next) => dispatch({ type: 'expiration', expiration: next })}
      />
      <div className="chain-content" id={panelId} role="tabpanel" aria-label={expiration && formatDate(expiration)}>
        {chain?.status === 'loading' && <ChainProgress {...chain.progress} />}
        {strikes.length > 0 && expiration !== undefined && (
          <ChainTable
            key={`${underlying}|${expiration}`}
            label={`${name} options, ${formatDate(expiration)}`}
            strikes={strikes}
            position={position}
            columns={columns}
            focus={desk.focus}
            onOpen={(symbol) => dispatch({ type: 'focus', symbol })}
          />
        )}
        {strikes.length === 0 && error !== undefined && (
          <ChainProblem underlying={underlying} error={error} onRetry={refetch} />
        )}
        {strikes.length === 0 && error === undefined && chain?.status === 'ready' && (
          <Notice title={`No options on ${name}`}>Open another symbol from the watchlist to see its chain.</Notice>
        )}
      </div>
    </Panel>
  )
}

function useMoneyPosition(underlying: Ticker, strikes: readonly ChainStrike[]): MoneyPosition {
  const select = useCallback(
    (state: MarketDataState) => {
      const quote = selectQuote(underlying)(state)
      const price = quote?.last ?? quote?.value ?? state.chains.byUnderlying[underlying]?.underlyingPrice
      return moneyPosition(strikes, price)
    },
    [underlying, strikes],
  )
  return useMarketData(select, isSamePosition)
}

function noteOf(chain: ChainState | undefined): string {
  if (chain === undefined) return ''
  const contracts = `${formatCount(chain.progress.contracts)} contracts`
  if (chain.status === 'failed') return `${contracts}, incomplete: the rest failed to load`
  return chain.status === 'ready' && !chain.complete ? `${contracts}, incomplete` : contracts
}
