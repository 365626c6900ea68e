import type { Usage } from './shape.ts'

/** Answers each message of the parent with what this process used since the last one. */
export function answerUsage(): void {
  let last = process.cpuUsage()
  process.on('message', () => {
    Reflect.get(globalThis, 'gc')?.()
    const { user, system } = process.cpuUsage(last)
    last = process.cpuUsage()
    const { rss, heapUsed } = process.memoryUsage()
    const usage: Usage = { cpuSeconds: (user + system) / 1e6, rssBytes: rss, heapBytes: heapUsed }
    process.send?.(usage)
  })
  process.on('disconnect', () => process.exit(0))
}
