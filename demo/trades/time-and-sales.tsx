import { useCallback } from 'react'
import type { ReactElement } from 'react'
import { parseTicker, selectTrades } from '../../src/index.ts'
import type { Ticker, Trade } from '../../src/index.ts'
import { useMarketData, useTrades } from '../../src/react/index.ts'
import { Notice } from '../cells/notice.tsx'
import { Panel } from '../cells/panel.tsx'
import { useCalm } from '../cells/use-calm.ts'
import { useDesk } from '../desk/desk-context.tsx'
import { formatSymbol } from '../format/contract.ts'
import { SaleRow } from './sale-row.tsx'

const ROWS = 60
const EVERY_MS = 500

/** The newest executions of the symbol in focus. */
export function TimeAndSales(): ReactElement {
  const { desk } = useDesk()
  const name = formatSymbol(desk.focus)
  const hasTrades = parseTicker(desk.focus).class !== 'index'
  return (
    <Panel title="Time and sales" note={name}>
      {hasTrades ? (
        <Sales key={desk.focus} symbol={desk.focus} />
      ) : (
        <Notice title="An index is not traded">
          {name} is computed from its members. Choose one of its options in the chain to see their trades.
        </Notice>
      )}
    </Panel>
  )
}

function Sales({ symbol }: { readonly symbol: Ticker }): ReactElement {
  const { error, status } = useTrades(symbol)
  const trades = useCalm(selectTrades(symbol), EVERY_MS)
  const hasSome = useMarketData(useCallback((state) => selectTrades(symbol)(state).length > 0, [symbol]))
  if (trades.length === 0) {
    if (error !== undefined) return <Notice title="No trades to show">{`${error.message}.`}</Notice>
    // those that came a moment ago are shown in a moment
    if (status === 'loading' || hasSome)
      return <Notice title="Loading trades">The last hundred are on their way.</Notice>
    return <Notice title="No trades yet">The next execution appears here.</Notice>
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className="panel-body" tabIndex={0} role="group" aria-label="Trades, newest first">
      <table className="sales">
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Price</th>
            <th scope="col">Size</th>
          </tr>
        </thead>
        <tbody>
          {newestFirst(trades).map(({ trade, move }) => (
            <SaleRow key={keyOf(trade)} trade={trade} move={move} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function newestFirst(trades: readonly Trade[]): readonly { readonly trade: Trade; readonly move: number }[] {
  const start = Math.max(0, trades.length - ROWS)
  return trades
    .slice(start)
    .map((trade, index) => ({
      trade,
      move: Math.sign(trade.price - (trades[start + index - 1]?.price ?? trade.price)),
    }))
    .toReversed()
}

const keyOf = ({ timestamp, sequence, id, price, size }: Trade): string =>
  `${timestamp}|${sequence ?? ''}|${id ?? ''}|${price}|${size}`
