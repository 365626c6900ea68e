/** What a probed page counts. Times are milliseconds, and those of one moment since the navigation began. */
export interface Probed {
  /** Between one animation frame and the next. */
  readonly frames: readonly number[]
  /** Tasks over 50 ms. */
  readonly longTasks: readonly LongTask[]
  /** The first price in the watchlist. */
  readonly pricedAt?: number | undefined
  /** Every contract of the chain. */
  readonly wholeAt?: number | undefined
}

export interface LongTask {
  readonly start: number
  readonly duration: number
}

interface Probe {
  frames: number[]
  longTasks: LongTask[]
  pricedAt?: number
  wholeAt?: number
}

declare global {
  var pageProbe: Probe | undefined
}

/** Runs in the page before its own scripts. Self-contained: it is sent as text. */
export function installProbe(): void {
  const probe: Probe = { frames: [], longTasks: [] }
  globalThis.pageProbe = probe
  let last: number | undefined
  const onFrame = (at: number): void => {
    if (last !== undefined) probe.frames.push(at - last)
    last = at
    requestAnimationFrame(onFrame)
  }
  requestAnimationFrame(onFrame)
  // looked at from within: a driver that waits for a selector runs half a framework in the page it measures
  const look = (at: number): void => {
    if (/\d/.test(document.querySelector('.watch-last')?.textContent ?? '')) probe.pricedAt ??= at
    if (document.querySelector('.at-the-money') && !document.querySelector('.chain-loading')) probe.wholeAt ??= at
    if (probe.pricedAt === undefined || probe.wholeAt === undefined) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      probe.longTasks.push({ start: startTime, duration })
    }
  }).observe({ type: 'longtask', buffered: true })
}

/** Runs in the page: forgets what was counted so far. */
export function restartProbe(): void {
  const probe = globalThis.pageProbe
  if (probe === undefined) return
  probe.frames = []
  probe.longTasks = []
}

/** Runs in the page. */
export function readProbe(): Probed {
  return globalThis.pageProbe ?? { frames: [], longTasks: [] }
}
