import { ColorType, CrosshairMode } from 'lightweight-charts'
import type { ChartOptions, DeepPartial } from 'lightweight-charts'
import { formatMarketDate, formatMarketDay, formatMarketMinute, formatMarketYear } from '../format/time.ts'

export interface ChartColors {
  readonly surface: string
  readonly text: string
  readonly line: string
  readonly strong: string
  readonly up: string
  readonly down: string
  readonly upSoft: string
  readonly downSoft: string
  readonly accent: string
}

/** The page's own colours, for the canvas. */
export function readColors(): ChartColors {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string): string => style.getPropertyValue(name).trim()
  return {
    surface: read('--surface'),
    text: read('--muted'),
    line: read('--line'),
    strong: read('--line-strong'),
    up: read('--up'),
    down: read('--down'),
    upSoft: read('--up-soft'),
    downSoft: read('--down-soft'),
    accent: read('--accent'),
  }
}

export function chartOptions(colors: ChartColors): DeepPartial<ChartOptions> {
  return {
    layout: {
      background: { type: ColorType.Solid, color: colors.surface },
      textColor: colors.text,
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 11,
      // the logo would need an inline style sheet, which the page's security policy forbids; the chart's caption names it instead
      attributionLogo: false,
      panes: { separatorColor: colors.line, separatorHoverColor: colors.strong },
    },
    grid: {
      vertLines: { color: colors.line },
      horzLines: { color: colors.line },
    },
    crosshair: {
      mode: CrosshairMode.Normal,
      vertLine: { color: colors.strong, labelBackgroundColor: colors.strong },
      horzLine: { color: colors.strong, labelBackgroundColor: colors.strong },
    },
    // wide enough for an index at five digits: a scale that grows with its prices sizes and draws every canvas anew
    rightPriceScale: { borderColor: colors.line, entireTextOnly: true, minimumWidth: 66 },
    timeScale: {
      borderColor: colors.line,
      timeVisible: true,
      secondsVisible: false,
      rightOffset: 4,
      barSpacing: 7,
      tickMarkFormatter: (time: unknown, kind: number) => tickMark(Number(time), kind),
    },
    localization: {
      timeFormatter: (time: unknown) => crosshairTime(Number(time) * 1000),
    },
  }
}

const crosshairTime = (at: number): string => `${formatMarketDay(at)} ${formatMarketMinute(at)}`

// lightweight-charts' tick kinds: 0 year, 1 month, 2 day of month, 3 time, 4 time with seconds
export function tickMark(seconds: number, kind: number): string {
  const at = seconds * 1000
  if (kind === 0) return formatMarketYear(at)
  if (kind <= 2) return formatMarketDate(at)
  return formatMarketMinute(at)
}
