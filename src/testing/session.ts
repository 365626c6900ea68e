import { MarketDataError } from '../../domain/errors.ts'
import type { EpochMs } from '../../domain/freshness.ts'
import type { Endpoint } from '../../domain/ticker.ts'
import { ENDPOINTS } from '../../domain/ticker.ts'

/** One frame of a proxy, as text, and when it came. */
export interface RecordedFrame {
  readonly at: EpochMs
  readonly endpoint: Endpoint
  readonly text: string
}

/** Everything two sockets brought, in the order it came. It holds no token: those go the other way. */
export interface RecordedSession {
  readonly startedAt: EpochMs
  readonly frames: readonly RecordedFrame[]
}

const FORMAT = 'massive-market-data/session'
const VERSION = 1

/** A session as text for a file: a line of JSON for the head and for each frame. */
export function sessionToText({ startedAt, frames }: RecordedSession): string {
  const head = { format: FORMAT, version: VERSION, startedAt }
  return [head, ...frames].map((line) => `${JSON.stringify(line)}\n`).join('')
}

/** @throws MarketDataError naming the line that is none of a session's */
export function sessionFromText(text: string): RecordedSession {
  const [head, ...lines] = text.trimEnd().split('\n')
  const { format, version, startedAt } = readLine(head ?? '', 1)
  if (format !== FORMAT || version !== VERSION || typeof startedAt !== 'number') {
    throw new MarketDataError(`Line 1 is no head of a session of version ${VERSION}: ${head?.slice(0, 100)}`)
  }
  const frames = lines.map((line, index): RecordedFrame => {
    const { at, endpoint, text: frame } = readLine(line, index + 2)
    const known = ENDPOINTS.find((name) => name === endpoint)
    if (typeof at !== 'number' || known === undefined || typeof frame !== 'string') {
      throw new MarketDataError(`Line ${index + 2} is no recorded frame: ${line.slice(0, 100)}`)
    }
    return { at, endpoint: known, text: frame }
  })
  return { startedAt, frames }
}

function readLine(line: string, number: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch (error) {
    throw new MarketDataError(`Line ${number} is no JSON: ${line.slice(0, 100)}`, { cause: error })
  }
}
