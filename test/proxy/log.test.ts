import { describe, expect, it } from 'vitest'
import { createLog } from '../../proxy/log.ts'

describe('a line of the log', () => {
  it.each(['plain-key-7f3a', 'with"quotes\\and/slashes'])('has no secret in any form: %s', (secret) => {
    const lines: string[] = []
    const log = createLog({
      level: 'info',
      secrets: [secret, ''],
      destination: { write: (line) => void lines.push(line) },
    })

    log.info({ text: secret, err: new Error(`bad ${secret}`) }, `asked /x?key=${encodeURIComponent(secret)}`)

    const [line = ''] = lines
    expect(line).toContain('bad [removed]')
    for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
      expect(line).not.toContain(form)
    }
    expect(() => JSON.parse(line) as unknown).not.toThrow()
  })

  it('has no token of a visitor', () => {
    const lines: string[] = []
    const log = createLog({ level: 'info', secrets: [], destination: { write: (line) => void lines.push(line) } })

    log.info({ url: '/ws/options?token=eyJhbGciOiJIUzI1NiJ9.e30.c2ln&x=1' }, 'Bearer eyJhbGciOiJIUzI1NiJ9.e30.c2ln')

    expect(lines.join('')).not.toContain('c2ln')
    expect(lines.join('')).toContain('x=1')
  })
})
