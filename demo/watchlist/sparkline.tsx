import { memo } from 'react'
import type { ReactElement } from 'react'

const WIDTH = 64
const HEIGHT = 20

interface SparklineProps {
  readonly values: readonly number[]
}

/** A day's course without axes; the numbers beside it say the rest, so readers skip it. */
export const Sparkline = memo(function Sparkline({ values }: SparklineProps): ReactElement {
  return (
    <svg className="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {values.length > 1 && <path d={pathOf(values)} />}
    </svg>
  )
})

function pathOf(values: readonly number[]): string {
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const step = WIDTH / (values.length - 1)
  const points = values.map((value, index) => {
    const y = HEIGHT - 2 - ((value - low) / span) * (HEIGHT - 4)
    return `${(index * step).toFixed(1)} ${y.toFixed(1)}`
  })
  return `M${points.join('L')}`
}
