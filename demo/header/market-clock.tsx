import type { ReactElement } from 'react'
import { useNow } from '../desk/use-now.ts'
import { formatMarketDay, formatMarketTime, formatZone } from '../format/time.ts'

/** The market's own time of day. Not a live region: nobody wants every second read out. */
export function MarketClock(): ReactElement {
  const now = useNow(1000)
  return (
    <span className="clock">
      <span className="muted clock-day">{formatMarketDay(now)}</span>
      <time dateTime={new Date(now).toISOString()}>{formatMarketTime(now)}</time>
      <abbr className="muted" title="New York, where the exchanges are">
        {formatZone(now)}
      </abbr>
    </span>
  )
}
