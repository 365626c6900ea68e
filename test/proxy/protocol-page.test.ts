import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CLOSE_CODES, isRetryable } from '../../domain/close-codes.ts'
import { decodeClientFrame, decodeServerMessage } from '../../domain/wire-messages.ts'
import { CHANNELS, PROTOCOL_VERSION, QUOTE_MESSAGE_PREFIX } from '../../domain/wire-protocol.ts'
import type { ClientMessage, ErrorCode, ServerMessageType, StatusData } from '../../domain/wire-protocol.ts'

const page = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8')

// a name added to the domain fails to compile here until it is listed, and then fails until it is documented
const ACTIONS: Record<ClientMessage['action'], true> = {
  subscribe: true,
  unsubscribe: true,
  updateWatchlist: true,
  auth: true,
  configure: true,
  ping: true,
}
const TYPES: Record<ServerMessageType, true> = {
  Q: true,
  T: true,
  A: true,
  AM: true,
  ack: true,
  error: true,
  gap: true,
  status: true,
  pong: true,
}
const STATUSES: Record<StatusData['status'], true> = {
  connected: true,
  authenticated: true,
  configured: true,
  watchlist: true,
  upstream: true,
  closing: true,
}
const ERRORS: Record<ErrorCode, true> = {
  'bad-message': true,
  'unknown-action': true,
  'invalid-symbol': true,
  'wrong-endpoint': true,
  'not-found': true,
  'not-entitled': true,
  'too-many-symbols': true,
  'rate-limited': true,
  unauthorized: true,
  'upstream-unavailable': true,
}

/** First cells of the rows of the table under a heading. */
function tableUnder(heading: string, column = 0): readonly string[] {
  const section = page.split(`# ${heading}\n`)[1]?.split(/\n#+ /)[0] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
  return rows.slice(1).map((row) => row.split('|')[column + 1]?.trim().replaceAll('`', '') ?? '')
}

function examples(kind: 'client' | 'server'): readonly string[] {
  const blocks = [...page.matchAll(/```json (client|server)\n([\s\S]*?)```/g)]
  return blocks.flatMap(([, of, body = '']) => (of === kind ? body.trim().split('\n') : []))
}

describe('docs/protocol.md', () => {
  it('lists every action of a client and no other', () => {
    const [actions] = [tableUnder('What clients send').slice(0, Object.keys(ACTIONS).length)]
    expect([...actions].sort()).toEqual(Object.keys(ACTIONS).sort())
  })

  it('lists every channel', () => {
    expect(tableUnder('What clients send').slice(Object.keys(ACTIONS).length + 1)).toEqual([...CHANNELS])
  })

  it('lists every message of the proxy and no other', () => {
    expect([...tableUnder('What the proxy sends')].sort()).toEqual(Object.keys(TYPES).sort())
  })

  it('lists every status and no other', () => {
    expect([...tableUnder('Status')].sort()).toEqual(Object.keys(STATUSES).sort())
  })

  it('lists every error code and no other', () => {
    expect([...tableUnder('Refusals')].sort()).toEqual(Object.keys(ERRORS).sort())
  })

  it('lists every close code with its name and whether to connect again', () => {
    const rows = tableUnder('Close codes').map((code, index) => [
      tableUnder('Close codes', 1)[index],
      Number(code),
      tableUnder('Close codes', 2)[index]?.startsWith('yes'),
    ])
    expect(rows).toEqual(Object.entries(CLOSE_CODES).map(([name, code]) => [name, code, isRetryable(code)]))
  })

  it.each(examples('client'))('gives a client message the proxy understands: %s', (text) => {
    expect([...decodeClientFrame(text)]).toMatchObject([{ ok: true }])
  })

  it.each(examples('server'))('gives a message of the proxy a client understands: %s', (text) => {
    expect(decodeServerMessage(text)).toEqual(JSON.parse(text))
  })

  it('has an example of every message and status', () => {
    const types = examples('server').map((text) => decodeServerMessage(text)?.type)
    expect(new Set(types)).toEqual(new Set(Object.keys(TYPES)))
    expect(examples('client').map((text) => /"action": "(\w+)"/.exec(text)?.[1])).toEqual(
      expect.arrayContaining(Object.keys(ACTIONS)),
    )
  })

  it('names the version and how quote messages start', () => {
    expect(page).toContain(`This is version ${PROTOCOL_VERSION}.`)
    expect(page).toContain(QUOTE_MESSAGE_PREFIX)
  })
})
