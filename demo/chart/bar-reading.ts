import { formatCompact, formatPrice } from '../format/number.ts'

/** The figures of the bar under the crosshair. */
export interface BarReading {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number | undefined
}

/** `O 689.10 H 689.42 L 688.97 C 689.30 V 12.4K` */
export function formatReading({ open, high, low, close, volume }: BarReading): string {
  const prices = `O ${formatPrice(open)} H ${formatPrice(high)} L ${formatPrice(low)} C ${formatPrice(close)}`
  return volume === undefined ? prices : `${prices} V ${formatCompact(volume)}`
}
