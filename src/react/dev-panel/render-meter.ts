import type { Stop } from '../../../domain/clock.ts'
import { onRender } from '../renders.ts'

/** How often the components that use a hook were rendered. */
export interface RenderFigures {
  readonly hook: string
  readonly perSecond: number
  /** Since the meter was made. */
  readonly total: number
}

export interface RenderMeter {
  /** The busiest first; rates since the last reading. */
  read(elapsedMs: number): readonly RenderFigures[]
  readonly stop: Stop
}

/** Counts renderings hook by hook. A component with two hooks counts for both. */
export function createRenderMeter(): RenderMeter {
  const totals = new Map<string, number>()
  let before: ReadonlyMap<string, number> = new Map()
  const stop = onRender((hook) => totals.set(hook, (totals.get(hook) ?? 0) + 1))
  return {
    read(elapsedMs) {
      const figures = [...totals].map(([hook, total]) => {
        const fresh = total - (before.get(hook) ?? 0)
        return { hook, total, perSecond: Math.round((fresh * 1000) / Math.max(1, elapsedMs)) }
      })
      before = new Map(totals)
      return figures.toSorted((one, other) => other.total - one.total)
    },
    stop,
  }
}
