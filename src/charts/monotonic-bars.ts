import type { Aggregate } from '../../domain/aggregate.ts'

/**
 * The bars a chart can take: finite prices, strictly ascending whole seconds. Of two bars of the same second the
 * later one counts; a bar that goes back in time is left out. The same array when there was nothing to do.
 */
export function monotonicBars(bars: readonly Aggregate[]): readonly Aggregate[] {
  if (bars.every((bar, index) => isFollowing(bars[index - 1], bar))) return bars
  const kept: Aggregate[] = []
  for (const bar of bars) {
    if (!isDrawable(bar)) continue
    const step = secondsBetween(kept.at(-1), bar)
    if (step > 0) kept.push(bar)
    else if (step === 0) kept[kept.length - 1] = bar
  }
  return kept
}

function isFollowing(previous: Aggregate | undefined, bar: Aggregate): boolean {
  return isDrawable(bar) && secondsBetween(previous, bar) > 0
}

function secondsBetween(previous: Aggregate | undefined, bar: Aggregate): number {
  return previous === undefined ? 1 : Math.floor(bar.start / 1000) - Math.floor(previous.start / 1000)
}

function isDrawable({ start, open, high, low, close }: Aggregate): boolean {
  return [start, open, high, low, close].every(Number.isFinite)
}
