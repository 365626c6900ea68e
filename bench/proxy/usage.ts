import type { Usage } from './shape.ts'

/** Answers each message of the parent with what this process used since the last one, and holds after a collection. */
export function answerUsage(): void {
  let last = process.cpuUsage()
  process.on('message', (message) => {
    // a collection is no part of what is measured
    const { user, system } = process.cpuUsage(last)
    if (message === 'usage') Reflect.get(globalThis, 'gc')?.()
    const { rss, heapUsed, external } = process.memoryUsage()
    const usage: Usage = {
      cpuSeconds: (user + system) / 1e6,
      rssBytes: rss,
      heapBytes: heapUsed,
      externalBytes: external,
    }
    last = process.cpuUsage()
    process.send?.(usage)
  })
  process.on('disconnect', () => process.exit(0))
}
