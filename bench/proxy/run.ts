import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { addressSchema, deliveredSchema, symbolsOf, usageSchema } from './shape.ts'
import type { Delivered, Shape, Usage } from './shape.ts'
import { createBenchVendor } from './vendor.ts'

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
  readonly server: 'proxy' | 'socket-io'
  readonly shape: Shape
  readonly warmUpMs: number
  readonly measureMs: number
  /** Where the server's CPU profile is to be written. */
  readonly profileTo?: string | undefined
}

/** One run: the vendor here, the server and the clients each in a process of their own. */
export async function run({ server, shape, warmUpMs, measureMs, profileTo }: RunOptions): Promise<Measured> {
  const vendor = await createBenchVendor(symbolsOf(shape.symbols))
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`]
  const serving = start(server === 'proxy' ? './proxy-process.ts' : './socket-io-process.mjs', [vendor.url], profiling)
  const { url } = addressSchema.parse(await next(serving))
  const { rssBytes: idleRssBytes } = usageSchema.parse(await ask(serving, 'usage'))
  const clients = start('./client-process.ts', [server, url])
  await next(clients)
  try {
    await ask(clients, shape)
    vendor.setRate(shape.eventsPerSecond)
    await pause(warmUpMs)
    await Promise.all([ask(serving, 'usage'), ask(clients, 'take')])
    const before = process.cpuUsage()
    await pause(measureMs)
    const [used, taken] = await Promise.all([ask(serving, 'usage'), ask(clients, 'take')])
    const { user, system } = process.cpuUsage(before)
    const usage = usageSchema.parse(used)
    const delivered = deliveredSchema.parse(taken)
    return {
      ...delivered,
      ...usage,
      idleRssBytes,
      clientCpuSeconds: delivered.clientCpuSeconds,
      vendorCpuSeconds: (user + system) / 1e6,
      quotesPerSecond: delivered.quotes / delivered.seconds,
      quotesPerCpuSecond: delivered.quotes / usage.cpuSeconds,
    }
  } finally {
    vendor.close()
    // they end by themselves then, and write their profiles
    clients.disconnect()
    serving.disconnect()
  }
}

function start(file: string, args: readonly string[], flags: readonly string[] = []): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--expose-gc', ...flags] })
}

function next(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', (code) => reject(new Error(`a process of the benchmark ended with ${code}`)))
  })
}

function ask(child: ChildProcess, message: object | string): Promise<unknown> {
  const answer = next(child)
  child.send(message)
  return answer
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
