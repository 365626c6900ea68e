import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createProxyWorld } from '../support/proxy-world.ts'

const CLI = fileURLToPath(new URL('../../proxy/cli.ts', import.meta.url))

interface Ended {
  readonly code: number
  readonly stderr: string
}

/** Runs the command until it ends by itself, with nothing in its environment but this. */
function run(environment: Record<string, string>, ...words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, ...words], { env: environment, timeout: 20_000 }, (error, _, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr })
    })
  })
}

describe('massive-proxy', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['without settings', {}, /apiKey: must be your Massive API key .*\(set by MASSIVE_API_KEY\)/],
    ['with a port that is no number', { MASSIVE_API_KEY: 'k', PORT: 'abc' }, /PORT: must be a number, not "abc"/],
    ['with a port beyond', { MASSIVE_API_KEY: 'k', PORT: '99999' }, /port: must be a whole number from 0 to 65535/],
  ])('ends %s and says what to set', async (_how, environment, message) => {
    const { code, stderr } = await run(environment)

    expect(code).toBe(1)
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/ at /)
  })

  it('ends at an occupied port and at a refused key', async () => {
    const { proxy, vendor } = await createProxyWorld()
    const vendorAt = { MASSIVE_REST_URL: vendor.restUrl, MASSIVE_WS_URL: vendor.wsUrl, PROXY_LOG_LEVEL: 'silent' }

    const occupied = await run({ ...vendorAt, MASSIVE_API_KEY: vendor.key, PORT: new URL(proxy.url).port })
    const refused = await run({ ...vendorAt, MASSIVE_API_KEY: 'another-key', PORT: '0' })

    expect([occupied.code, refused.code]).toEqual([1, 1])
    expect(occupied.stderr).toMatch(/is taken .*choose another port/)
    expect(refused.stderr).toMatch(/vendor refuses it .*MASSIVE_API_KEY/)
    expect(refused.stderr).not.toContain('another-key')
  })

  it('takes no arguments, and says so', async () => {
    const { code, stderr } = await run({ MASSIVE_API_KEY: 'k' }, '--port=80')

    expect(code).toBe(1)
    expect(stderr).toContain('there is no --port=80')
  })
})
