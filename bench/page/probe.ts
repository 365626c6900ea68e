/** What a probed page counts. Times are milliseconds. */
export interface Probed {
  /** Between one animation frame and the next. */
  readonly frames: readonly number[]
  /** Tasks over 50 ms. */
  readonly longTasks: readonly LongTask[]
}

export interface LongTask {
  readonly start: number
  readonly duration: number
}

interface Probe {
  frames: number[]
  longTasks: LongTask[]
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
