import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useMassive } from '../../src/react/index.ts'
import { formatCount } from '../format/number.ts'
import { createLatencyMeter } from './latency-meter.ts'
import type { MeasuredLatency } from './latency-meter.ts'
import { EMPTY_HISTOGRAM, LATENCY_BOUNDS } from './latency-window.ts'

const EVERY_MS = 1000
/** What a viewer may call late begins here, ms. */
const SLOW_MS = 100

const COLUMNS = [...LATENCY_BOUNDS, Infinity].map((bound) => ({
  label: bound < 1000 ? `${bound}` : bound === 1000 ? '1 s' : 'more',
  className: bound > SLOW_MS ? 'latency-column latency-slow' : 'latency-column',
}))

/** From the exchange's clock to the painted frame. */
export function LatencyHistogram(): ReactElement {
  const { store } = useMassive()
  const [measured, setMeasured] = useState<MeasuredLatency>({ ...EMPTY_HISTOGRAM, hasDelayed: false })
  useEffect(() => {
    const meter = createLatencyMeter(store)
    const timer = setInterval(() => setMeasured(meter.read()), EVERY_MS)
    return () => {
      clearInterval(timer)
      meter.stop()
    }
  }, [store])
  const { counts } = measured
  const most = Math.max(1, ...counts)
  const summary = summaryOf(measured)
  return (
    <figure className="latency">
      <figcaption>
        <span>Exchange to paint</span>
        <span className="muted" data-testid="latency-summary">
          {summary}
        </span>
      </figcaption>
      <div className="latency-bars" role="img" aria-label={`Latency from exchange to paint: ${summary}`}>
        {COLUMNS.map(({ label, className }, index) => (
          <div key={label} className={className}>
            <i style={{ transform: `scaleY(${(counts[index] ?? 0) / most})` }} />
            <span>{label}</span>
          </div>
        ))}
      </div>
    </figure>
  )
}

function summaryOf({ total, hasDelayed, p50Ms, p99Ms }: MeasuredLatency): string {
  if (total > 0) return `p50 ${formatCount(p50Ms)} · p99 ${formatCount(p99Ms)} ms`
  return hasDelayed ? 'not of delayed data' : 'measuring'
}
