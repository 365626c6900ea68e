import { memo } from 'react'
import type { ReactElement } from 'react'
import type { Trade } from '../../src/index.ts'
import { formatCount, formatPrice } from '../format/number.ts'
import { formatMarketTime } from '../format/time.ts'

interface SaleRowProps {
  readonly trade: Trade
  /** Against the trade before. */
  readonly move: number
}

const MOVES = { '1': ['up', '▲'], '-1': ['down', '▼'], '0': ['muted', ''] } as const

export const SaleRow = memo(function SaleRow({ trade, move }: SaleRowProps): ReactElement {
  const [tone, arrow] = MOVES[move > 0 ? '1' : move < 0 ? '-1' : '0']
  return (
    <tr>
      <td className="muted">{formatMarketTime(trade.timestamp)}</td>
      <td className={tone}>
        <span aria-hidden="true" className="sale-arrow">
          {arrow}
        </span>
        {formatPrice(trade.price)}
      </td>
      <td>{formatCount(trade.size)}</td>
    </tr>
  )
})
