import { createWorkload, QUOTES_PER_FRAME } from '../store/workload.ts'

/*
 * Takes the number of rows and of ticks a second, and sends frames of text from then on: like a socket, the work of
 * making them is not the page's.
 */

const EVERY_MS = 10
const FLUSHES = 600

addEventListener('message', ({ data }: MessageEvent<{ readonly rows: number; readonly ticksPerSecond: number }>) => {
  const frames = createWorkload(data.rows, FLUSHES).flushes.flat()
  const startedAt = performance.now()
  let sent = 0
  setInterval(() => {
    const due = ((performance.now() - startedAt) / 1000) * (data.ticksPerSecond / QUOTES_PER_FRAME)
    while (sent < due && sent < frames.length) postMessage(frames[sent++])
  }, EVERY_MS)
})
