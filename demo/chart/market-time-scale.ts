import { defaultHorzScaleBehavior } from 'lightweight-charts'
import type { IHorzScaleBehavior, Time } from 'lightweight-charts'
import { markWeights } from './mark-weights.ts'

type ScalePoint = Parameters<IHorzScaleBehavior<Time>['fillWeightsForPoints']>[0][number]

/** lightweight-charts' axis of times, whose days begin at New York's midnight; its own begin at seven in the evening there. */
export function createMarketTimeScale(): IHorzScaleBehavior<Time> {
  const Behavior = defaultHorzScaleBehavior()
  const scale = new Behavior()
  scale.fillWeightsForPoints = (points, startIndex) => {
    const times = points.slice(Math.max(0, startIndex - 1)).map(({ originalTime }) => Number(originalTime) * 1_000)
    const first = points.length - times.length
    const weights = markWeights(times)
    for (let index = startIndex; index < points.length; index++) {
      const point = points[index]
      if (point !== undefined) point.timeWeight = asWeight(weights[index - first] ?? 0)
    }
  }
  return scale
}

// its kind of number is a name without a value
function asWeight(weight: number): ScalePoint['timeWeight'] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one of the weights it documents
  return weight as ScalePoint['timeWeight']
}
