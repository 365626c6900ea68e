/** What is in use after a collection, MB; node runs with `--expose-gc`. */
export function heapMB(): number {
  globalThis.gc?.()
  globalThis.gc?.()
  return Number((process.memoryUsage().heapUsed / 1e6).toFixed(2))
}
