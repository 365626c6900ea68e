import { useCallback, useState } from 'react'
import type { ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { useQuotes, useWatchlist } from '../../src/react/index.ts'
import { Notice } from '../cells/notice.tsx'
import { Panel } from '../cells/panel.tsx'
import { useGrowingCount } from '../cells/use-idle.ts'
import { useDesk } from '../desk/desk-context.tsx'
import { formatSymbol } from '../format/contract.ts'
import { SymbolSearch } from './symbol-search.tsx'
import { useRowDrag } from './use-row-drag.ts'
import { FIRST_ROWS, WatchlistRow } from './watchlist-row.tsx'

/** What the viewer follows, in the viewer's order. */
export function Watchlist(): ReactElement {
  const { desk, dispatch } = useDesk()
  const { symbols, add: watch, remove: unwatch, move } = useWatchlist()
  useQuotes(symbols)
  // those below the fold can wait
  const rows = symbols.slice(0, useGrowingCount(FIRST_ROWS, symbols.length))
  const { edgeOf, handlers: drag } = useRowDrag()
  const [said, setSaid] = useState('')
  const open = useCallback((symbol: Ticker) => dispatch({ type: 'open', symbol }), [dispatch])
  const add = (symbol: Ticker): void => {
    watch(symbol)
    open(symbol)
    setSaid(`${formatSymbol(symbol)} added`)
  }
  const remove = useCallback(
    (symbol: Ticker) => {
      unwatch(symbol)
      setSaid(`${formatSymbol(symbol)} removed`)
    },
    [unwatch],
  )
  const moveTo = useCallback(
    (symbol: Ticker, to: number) => {
      // beyond an end, on itself, or of another tab
      if (symbols[to] === undefined || symbols[to] === symbol || !symbols.includes(symbol)) return
      move(symbol, to)
      setSaid(`${formatSymbol(symbol)} moved to place ${to + 1}`)
    },
    [move, symbols],
  )
  // a contract that is not watched is opened from its underlying's row
  const opened = symbols.includes(desk.focus) ? desk.focus : desk.underlying
  return (
    <Panel title="Watchlist" note={`${symbols.length}`} className="watchlist">
      <SymbolSearch watched={symbols} onAdd={add} />
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <ol className="panel-body" aria-label="Watched symbols; Alt with an arrow key moves one, Delete removes it">
        {rows.map((symbol, position) => (
          <WatchlistRow
            key={symbol}
            symbol={symbol}
            position={position}
            isOpen={symbol === opened}
            dropEdge={edgeOf(position)}
            drag={drag}
            onOpen={open}
            onRemove={remove}
            onMove={moveTo}
          />
        ))}
        {symbols.length === 0 && (
          <li className="watch-empty">
            <Notice title="Nothing watched yet">
              Search a ticker or a company above, for example SPY, and press Enter to add it.
            </Notice>
          </li>
        )}
      </ol>
    </Panel>
  )
}
