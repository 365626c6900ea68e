import { memo, useLayoutEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import type { ParsedMessage } from '../store/contender.ts'
import { parseFrame } from '../store/limits.ts'
import { count } from './counts.ts'
import { Cells, Table } from './table.tsx'
import type { ShownQuote } from './table.tsx'
import type { Way } from './way.ts'

/*
 * The same table and the same changes without our store, so that its share can be told from React's and the
 * rasteriser's: the newest quotes of an animation frame, each straight to its row.
 */

type Show = (quote: ShownQuote) => void

/** A `useState` a row. */
export const startPlainReact: Way = (root, symbols) => {
  const rows = new Map<string, Show>()
  const Row = memo(function Row({ symbol }: { readonly symbol: string }): ReactNode {
    count('rowRenders')
    const [quote, show] = useState<ShownQuote>()
    useLayoutEffect(() => {
      rows.set(symbol, show)
    }, [symbol])
    return <Cells symbol={symbol} quote={quote} />
  })
  createRoot(root).render(<Table symbols={symbols} row={Row} />)
  return conflating(rows)
}

/** A text node a cell. */
export const startPlainDom: Way = (root, symbols) => {
  const rows = new Map<string, Show>()
  const body = document.createElement('tbody')
  for (const symbol of symbols) {
    const row = body.insertRow()
    row.insertCell().append(symbol)
    const texts = Array.from({ length: 4 }, () => {
      const text = new Text()
      row.insertCell().append(text)
      return text
    })
    rows.set(symbol, ({ bid, ask, last, volume }) => {
      count('rowRenders')
      for (const [at, value] of [bid, ask, last, volume].entries()) {
        const text = texts[at]
        if (text !== undefined && text.data !== String(value)) text.data = String(value)
      }
    })
  }
  const table = document.createElement('table')
  table.append(body)
  root.append(table)
  return conflating(rows)
}

function conflating(rows: ReadonlyMap<string, Show>): (frame: string) => void {
  let waiting = new Map<string, ParsedMessage['data']>()
  const flush = (): void => {
    count('flushes')
    count('changes', waiting.size)
    for (const [symbol, quote] of waiting) rows.get(symbol)?.(quote)
    waiting = new Map()
  }
  return (frame) => {
    if (waiting.size === 0) requestAnimationFrame(flush)
    for (const { data } of parseFrame(frame)) waiting.set(data.symbol, data)
  }
}
