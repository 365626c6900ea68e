import { onTestFinished } from 'vitest'
import { createSimulator } from '../../../simulator/index.ts'
import type { Simulator, SimulatorOptions } from '../../../simulator/index.ts'
import { createFakeClock } from '../../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../../src/testing/fake-clock.ts'
import { connectStream, isStatus } from './stream-client.ts'
import type { StreamClient } from './stream-client.ts'

export interface SimulatorTest {
  readonly simulator: Simulator
  readonly clock: FakeClock
  /** A connected and authenticated client. */
  readonly client: (cluster: 'stocks' | 'options' | 'indices', key?: string) => Promise<StreamClient>
  /** Subscribes and waits for the acknowledgement of the last pair. */
  readonly subscribe: (client: StreamClient, params: string) => Promise<void>
  readonly get: (path: string, init?: RequestInit) => Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: AnswerBody
}

/** What tests read of answers; each looks only at what its operation has. */
export interface AnswerBody {
  readonly status?: string
  readonly error?: string
  readonly message?: string
  readonly request_id?: string
  readonly next_url?: string
  readonly resultsCount?: number
  readonly results?: readonly AnswerRow[]
  readonly tickers?: readonly AnswerRow[]
  readonly ticker?: AnswerRow
}
export type AnswerRow = Readonly<Record<string, unknown>>

/** A simulator on a clock that stands still, closed when the test ends. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<SimulatorTest> {
  const clock = createFakeClock()
  const simulator = await createSimulator({ clock, ticksPerSecond: 500, ...options })
  const clients: StreamClient[] = []
  onTestFinished(async () => {
    for (const client of clients) client.close()
    await simulator.close()
  })
  return {
    simulator,
    clock,
    async client(cluster, key) {
      const client = await connectStream(`${simulator.wsUrl}/${cluster}`)
      clients.push(client)
      await client.authenticate(key)
      return client
    },
    async subscribe(client, params) {
      client.subscribe(params)
      const last = `subscribed to: ${params.slice(params.lastIndexOf(',') + 1)}`
      await client.next((event) => isStatus('success')(event) && event['message'] === last)
    },
    async get(path, init = { headers: { authorization: `Bearer ${simulator.apiKey}` } }) {
      const url = path.startsWith('http') ? path : simulator.restUrl + path
      const response = await fetch(url, init)
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: parse(text) }
    },
  }
}

function parse(text: string): AnswerBody {
  try {
    return asBody(JSON.parse(text))
  } catch {
    return {}
  }
}

const asBody = (value: unknown): AnswerBody => (typeof value === 'object' && value !== null ? value : {})

export const numberOf = (row: AnswerRow | undefined, member: string): number => Number(row?.[member])
