import type { SmilePoint } from './smile-points.ts'

export interface SmileScale {
  readonly x: (strike: number) => number
  readonly y: (volatility: number) => number
  readonly strikes: readonly number[]
  readonly volatilities: readonly number[]
}

const LEFT = 38
const RIGHT = 8
const TOP = 8
const BOTTOM = 18

/** Where strikes and volatilities stand in a plot of that size, and round values for its axes. */
export function smileScale(points: readonly SmilePoint[], width: number, height: number): SmileScale {
  const strikes = points.map(({ strike }) => strike)
  const volatilities = points.map(({ volatility }) => volatility)
  const [fromStrike, toStrike] = padded(Math.min(...strikes), Math.max(...strikes), 0)
  const [fromVolatility, toVolatility] = padded(Math.min(...volatilities), Math.max(...volatilities), 0.08)
  const innerWidth = Math.max(1, width - LEFT - RIGHT)
  const innerHeight = Math.max(1, height - TOP - BOTTOM)
  return {
    x: (strike) => LEFT + ((strike - fromStrike) / (toStrike - fromStrike)) * innerWidth,
    y: (volatility) => TOP + (1 - (volatility - fromVolatility) / (toVolatility - fromVolatility)) * innerHeight,
    strikes: roundSteps(fromStrike, toStrike, Math.max(2, Math.floor(width / 80))),
    volatilities: roundSteps(fromVolatility, toVolatility, Math.max(2, Math.floor(height / 26))),
  }
}

function padded(low: number, high: number, share: number): readonly [number, number] {
  const pad = (high - low) * share || (high === low ? Math.abs(high) * 0.05 || 1 : 0)
  return [low - pad, high + pad]
}

function roundSteps(low: number, high: number, count: number): readonly number[] {
  const rough = (high - low) / count
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= rough) ?? power * 10
  const steps: number[] = []
  for (let at = Math.ceil(low / step) * step; at <= high && steps.length < 20; at += step) steps.push(at)
  return steps
}
