import { describe, expect, it } from 'vitest'
import { CLOSE_CODES } from '../../domain/close-codes.ts'
import { createProxyWorld } from '../support/proxy-world.ts'

const FAULT = '/api/faults/expireTokens'

describe('the fault that expires tokens', () => {
  it('ends every token issued so far on REST and on the stream, and none issued afterwards', async () => {
    const { proxy, token, client } = await createProxyWorld({ faults: 'http://127.0.0.1:1/__faults' })
    const status = async (header: string): Promise<number> => {
      const url = `${proxy.url}/api/massive/v1/marketstatus/now`
      return (await fetch(url, { headers: { 'x-massive-proxy-token': header } })).status
    }
    const before = await token()
    const connected = await client()
    expect(await status(before)).not.toBe(401)

    expect((await fetch(`${proxy.url}${FAULT}`, { method: 'POST' })).status).toBe(200)
    expect(await status(before)).toBe(401)
    expect(await connected.closed).toBe(CLOSE_CODES.unauthorized)
    expect(await status(await token())).not.toBe(401)
  })

  it('is not there in front of the real vendor', async () => {
    const { proxy } = await createProxyWorld()
    expect((await fetch(`${proxy.url}${FAULT}`, { method: 'POST' })).status).toBe(404)
  })
})
