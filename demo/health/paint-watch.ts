/** Tells when a change of the page has been painted. */
export interface PaintWatch {
  /** Calls back once all that was changed until now is painted: in a frame's own callback that is this very frame. */
  after(task: () => void): void
  /** Forgets what it was to call back for. */
  forget(): void
  stop(): void
}

/**
 * Asking for an animation frame from within one gives the next one, a whole frame late. An element that changes its size
 * along with the rest is observed between layout and paint, and a message sent from there arrives after the paint.
 */
export function createPaintWatch(): PaintWatch {
  const element = document.createElement('i')
  element.className = 'paint-watch'
  element.setAttribute('aria-hidden', 'true')
  document.body.append(element)
  let changed: (() => void)[] = []
  let painted: (() => void)[] = []
  let isWide = false
  let isDue = false
  const channel = new MessageChannel()
  channel.port1.addEventListener('message', () => {
    const tasks = painted
    painted = []
    for (const task of tasks) task()
  })
  channel.port1.start()
  const observer = new ResizeObserver(() => {
    isDue = false
    painted = painted.concat(changed)
    changed = []
    channel.port2.postMessage(null)
  })
  observer.observe(element)
  return {
    after(task) {
      changed.push(task)
      // once a frame: twice would be the old size again
      if (isDue) return
      isDue = true
      isWide = !isWide
      element.style.width = isWide ? '2px' : '1px'
    },
    forget() {
      changed = []
      painted = []
    },
    stop() {
      observer.disconnect()
      channel.port1.close()
      element.remove()
    },
  }
}
