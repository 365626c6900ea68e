import { memo } from 'react'
import type { ReactElement } from 'react'
import { useSize } from '../cells/use-size.ts'
import { numberFormat } from '../format/formatters.ts'
import { formatStrike } from '../format/number.ts'
import type { SmilePoint } from './smile-points.ts'
import { smileScale } from './smile-scale.ts'

export interface SmileCurve {
  readonly expiration: string
  readonly points: readonly SmilePoint[]
}

interface SmilePlotProps {
  readonly curves: readonly SmileCurve[]
  readonly price: number
  readonly label: string
}

const percent = numberFormat({ style: 'percent', maximumFractionDigits: 1 })

export const SmilePlot = memo(function SmilePlot({ curves, price, label }: SmilePlotProps): ReactElement {
  const [frame, { width, height }] = useSize<HTMLDivElement>()
  const scale = smileScale(
    curves.flatMap(({ points }) => points),
    width,
    height,
  )
  return (
    <div ref={frame} className="smile-plot">
      <svg width={width} height={height} role="img" aria-label={label}>
        {scale.volatilities.map((volatility) => (
          <g key={volatility}>
            <line className="smile-grid" x1={38} x2={width - 8} y1={scale.y(volatility)} y2={scale.y(volatility)} />
            <text className="smile-axis" x={32} y={scale.y(volatility) + 3} textAnchor="end">
              {percent(volatility)}
            </text>
          </g>
        ))}
        {scale.strikes.map((strike) => (
          <text key={strike} className="smile-axis" x={scale.x(strike)} y={height - 4} textAnchor="middle">
            {formatStrike(strike)}
          </text>
        ))}
        <line className="smile-money" x1={scale.x(price)} x2={scale.x(price)} y1={8} y2={height - 18} />
        {curves.map(({ expiration, points }, index) => (
          <path key={expiration} className={`smile-line smile-${index}`} d={curveOf(points, scale)} />
        ))}
      </svg>
    </div>
  )
})

function curveOf(points: readonly SmilePoint[], { x, y }: ReturnType<typeof smileScale>): string {
  if (points.length === 0) return ''
  return `M${points.map(({ strike, volatility }) => `${x(strike).toFixed(1)} ${y(volatility).toFixed(1)}`).join('L')}`
}
