import { describe, expect, it } from 'vitest'
import { createMarketTimeScale } from '../../demo/chart/market-time-scale.ts'
import { utcTime } from '../../demo/chart/utc-time.ts'

type Points = Parameters<ReturnType<typeof createMarketTimeScale>['fillWeightsForPoints']>[0]

const scale = createMarketTimeScale()

/** Points of an axis as lightweight-charts makes them, not weighed yet. */
const pointsAt = (...times: readonly string[]): Points =>
  times.map((at) => {
    const originalTime = utcTime(Date.parse(at))
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- weights are a brand without a maker
    return { originalTime, time: scale.convertHorzItemToInternal(originalTime), timeWeight: -1 } as Points[number]
  })

const weightsOf = (points: Points): readonly number[] => points.map(({ timeWeight }) => timeWeight)

describe('the axis of times', () => {
  it('weighs all its marks by the clock of New York', () => {
    const points = pointsAt('2026-12-01T23:59:00Z', '2026-12-02T00:00:00Z', '2026-12-02T05:00:00Z')
    scale.fillWeightsForPoints(points, 0)
    expect(weightsOf(points)).toEqual([32, 30, 50])
  })

  it('weighs only what came, by what it follows', () => {
    const points = pointsAt('2026-12-02T04:58:00Z', '2026-12-02T04:59:00Z', '2026-12-02T05:00:00Z')
    scale.fillWeightsForPoints(points, 2)
    expect(weightsOf(points)).toEqual([-1, -1, 50])
  })
})
