import { InvalidRequestError } from '../../domain/errors.ts'
import type { Timeframe } from '../../domain/timeframe.ts'

const TIMEFRAME_OF: ReadonlyMap<string, Timeframe> = new Map([
  ['1S', '1s'],
  ['1', '1m'],
  ['5', '5m'],
  ['15', '15m'],
  ['30', '30m'],
  ['60', '1h'],
  ['240', '4h'],
  ['1D', '1d'],
  ['D', '1d'],
  ['1W', '1w'],
  ['W', '1w'],
  ['1M', '1M'],
  ['M', '1M'],
])

/** In the order a chart offers them. */
export const RESOLUTIONS: readonly string[] = ['1S', '1', '5', '15', '30', '60', '240', '1D', '1W', '1M']

/** @throws InvalidRequestError for a length we have no bars of */
export function timeframeOf(resolution: string): Timeframe {
  const timeframe = TIMEFRAME_OF.get(resolution)
  if (timeframe !== undefined) return timeframe
  throw new InvalidRequestError(`No bars of resolution "${resolution}"; use one of ${RESOLUTIONS.join(', ')}`)
}
