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

const TONES = { '1': 'up', '-1': 'down', '0': 'muted' } as const

export const SaleRow = memo(function SaleRow({ trade, move }: SaleRowProps): ReactElement {
  const tone = TONES[move > 0 ? '1' : move < 0 ? '-1' : '0']
  return (
    <tr>
      <td className="muted">{formatMarketTime(trade.timestamp)}</td>
      <td className={tone}>
        {/* drawn, for not every font has arrows */}
        <span aria-hidden="true" className={`sale-arrow sale-${tone}`} />
        {formatPrice(trade.price)}
      </td>
      <td>{formatCount(trade.size)}</td>
    </tr>
  )
})
