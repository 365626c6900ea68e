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
}

export interface RunOptions {
  readonly server: 'proxy' | 'socket-io'
  readonly shape: Shape
  readonly warmUpMs: number
  readonly measureMs: number
}

/** One run: the vendor here, the server and the clients each in a process of their own. */
export async function run({ server, shape, warmUpMs, measureMs }: RunOptions): Promise<Measured> {
  const vendor = await createBenchVendor(symbolsOf(shape.symbols))
  const serving = start(server === 'proxy' ? './proxy-process.ts' : './socket-io-process.mjs', [vendor.url])
  const { url } = addressSchema.parse(await next(serving))
  const { rssBytes: idleRssBytes } = usageSchema.parse(await ask(serving, 'usage'))
  const clients = start('./client-process.ts', [server, url])
  await next(clients)
  try {
    await ask(clients, shape)
    vendor.setRate(shape.eventsPerSecond)
    await pause(warmUpMs)
    await Promise.all([ask(serving, 'usage'), ask(clients, 'take')])
    await pause(measureMs)
    const [used, taken] = await Promise.all([ask(serving, 'usage'), ask(clients, 'take')])
    const usage = usageSchema.parse(used)
    const delivered = deliveredSchema.parse(taken)
    return {
      ...delivered,
      ...usage,
      idleRssBytes,
      quotesPerSecond: delivered.quotes / delivered.seconds,
      quotesPerCpuSecond: delivered.quotes / usage.cpuSeconds,
    }
  } finally {
    vendor.close()
    clients.kill()
    serving.kill()
  }
}

function start(file: string, args: readonly string[]): ChildProcess {
  return fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--expose-gc'] })
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
