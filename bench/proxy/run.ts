import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { addressSchema, deliveredSchema, FILLERS, fillersOf, symbolsOf, usageSchema } from './shape.ts'
import type { Delivered, Extras, Shape, Usage } from './shape.ts'
import { createBenchVendor } from './vendor.ts'

const SERVERS = {
  proxy: './proxy-process.ts',
  'socket-io': './socket-io-process.mjs',
  'plain-ws': './plain-ws-process.ts',
} as const
/** A collection before the measurement leaves frames behind that waited for it. */
const SETTLE_MS = 500

export interface Measured extends Delivered, Usage {
  readonly quotesPerSecond: number
  /** What one core would deliver if it did nothing else. */
  readonly quotesPerCpuSecond: number
  /** Before any client came. */
  readonly idleRssBytes: number
  /** What the clients' process, and the vendor's, used of the machine meanwhile. */
  readonly clientCpuSeconds: number
  readonly vendorCpuSeconds: number
}

export interface RunOptions {
  readonly server: keyof typeof SERVERS
  readonly shape: Shape
  /** Where the server's CPU profile is to be written. */
  readonly profileTo?: string | undefined
  /** Of the proxy: frames of market data a second and client. @default the proxy's own */
  readonly maxRateHz?: number | undefined
}

/** The vendor here, the server and the clients each in a process of their own, with all clients connected. */
export interface Bench {
  /** Lets the vendor's quotes flow, and counts what arrives after `warmUpMs`. */
  measure(warmUpMs: number, measureMs: number): Promise<Measured>
  setExtras(extras: Extras): Promise<void>
  /** Sends the extra clients so much that the way to them is full, if they do not read. */
  fill(ms: number): Promise<void>
  /** Sockets that have not taken what was written, as the proxy counts them. */
  countBlocked(): Promise<number>
  close(): void
}

export async function openBench({ server, shape, profileTo, maxRateHz }: RunOptions): Promise<Bench> {
  const vendor = await createBenchVendor([...symbolsOf(shape.symbols), ...fillersOf(FILLERS)])
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`]
  const rate = maxRateHz === undefined ? [] : [String(maxRateHz)]
  const serving = start(SERVERS[server], [vendor.url, ...rate], profiling)
  const { url, metricsUrl = '' } = addressSchema.parse(await next(serving))
  const { rssBytes: idleRssBytes } = usageSchema.parse(await ask(serving, 'usage'))
  const clients = start('./client-process.ts', [server, url])
  await next(clients)
  await ask(clients, shape)

  return {
    async measure(warmUpMs, measureMs) {
      vendor.setRate(shape.eventsPerSecond, symbolsOf(shape.symbols))
      await pause(warmUpMs)
      await ask(serving, 'usage')
      await pause(SETTLE_MS)
      await Promise.all([ask(serving, 'start'), ask(clients, 'take')])
      const before = process.cpuUsage()
      await pause(measureMs)
      const { user, system } = process.cpuUsage(before)
      const [used, taken] = await Promise.all([ask(serving, 'usage'), ask(clients, 'take')])
      const usage = usageSchema.parse(used)
      const delivered = deliveredSchema.parse(taken)
      return {
        ...delivered,
        ...usage,
        idleRssBytes,
        vendorCpuSeconds: (user + system) / 1e6,
        quotesPerSecond: delivered.quotes / delivered.seconds,
        quotesPerCpuSecond: delivered.quotes / usage.cpuSeconds,
      }
    },
    async setExtras(extras) {
      await ask(clients, extras)
    },
    async fill(ms) {
      // each filler changes with each frame of a client
      vendor.setRate(FILLERS * 20, fillersOf(FILLERS))
      await pause(ms)
      vendor.setRate(0)
    },
    async countBlocked() {
      const metrics = await (await fetch(metricsUrl)).text()
      return Number(/^massive_proxy_blocked_clients (\d+)$/m.exec(metrics)?.[1] ?? Number.NaN)
    },
    close() {
      vendor.close()
      // they end by themselves then, and write their profiles
      clients.disconnect()
      serving.disconnect()
    },
  }
}

/** One measurement of its own. */
export async function run(
  options: RunOptions & { readonly warmUpMs: number; readonly measureMs: number },
): Promise<Measured> {
  const bench = await openBench(options)
  try {
    return await bench.measure(options.warmUpMs, options.measureMs)
  } finally {
    bench.close()
  }
}

function start(file: string, args: readonly string[], flags: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--expose-gc', ...flags] })
}

function next(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`a process of the benchmark ended with ${code}`))
    child.once('exit', onExit)
    child.once('message', (message) => {
      child.off('exit', onExit)
      resolve(message)
    })
  })
}

function ask(child: ChildProcess, message: object | string): Promise<unknown> {
  const answer = next(child)
  child.send(message)
  return answer
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
