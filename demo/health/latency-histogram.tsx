import { useEffect, useState } from 'react'
import type { ReactElement } from 'react'
import { useMassive } from '../../src/react/index.ts'
import { createLatencyMeter } from './latency-meter.ts'
import { EMPTY_HISTOGRAM, LATENCY_BOUNDS } from './latency-window.ts'

const EVERY_MS = 1000
const LABELS = [...LATENCY_BOUNDS.map((bound) => (bound < 1000 ? `${bound}` : '1s')), '+']

/** From the exchange's clock to the painted frame. */
export function LatencyHistogram(): ReactElement {
  const { store } = useMassive()
  const [{ counts, total, p50Ms, p99Ms }, setHistogram] = useState(EMPTY_HISTOGRAM)
  useEffect(() => {
    const meter = createLatencyMeter(store)
    const timer = setInterval(() => setHistogram(meter.read()), EVERY_MS)
    return () => {
      clearInterval(timer)
      meter.stop()
    }
  }, [store])
  const most = Math.max(1, ...counts)
  const summary = total === 0 ? 'measuring' : `p50 ${p50Ms} ms · p99 ${p99Ms} ms`
  return (
    <figure className="latency">
      <figcaption>
        <span>Exchange to paint</span>
        <span className="muted" data-testid="latency-summary">
          {summary}
        </span>
      </figcaption>
      <div className="latency-bars" role="img" aria-label={`Latency from exchange to paint: ${summary}`}>
        {counts.map((count, index) => (
          <div key={LABELS[index]} className="latency-column">
            <i style={{ transform: `scaleY(${count / most})` }} />
            <span>{LABELS[index]}</span>
          </div>
        ))}
      </div>
    </figure>
  )
}
