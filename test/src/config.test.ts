import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../domain/errors.ts'
import { checkDurations, resolveUrls } from '../../src/config.ts'
import { MassiveDataProvider } from '../../src/provider.ts'

const ABSOLUTE = { baseUrl: 'http://a.example/m', wsUrl: 'ws://b.example/ws' }

describe('configuration', () => {
  it('finds the proxy at the origin of the page', () => {
    expect(resolveUrls({}, 'https://desk.example/app/index.html?x=1')).toEqual({
      baseUrl: 'https://desk.example/api/massive',
      wsUrl: 'wss://desk.example/ws',
      tokenUrl: 'https://desk.example/api/ws-token',
    })
  })

  it('takes absolute addresses as they are, without the last slash', () => {
    const urls = { baseUrl: 'http://a.example/m/', wsUrl: 'ws://b.example/ws', tokenUrl: 'https://c.example/t' }

    expect(resolveUrls(urls, undefined)).toEqual({ ...urls, baseUrl: 'http://a.example/m' })
  })

  it('says which address needs a page, and what to write instead', () => {
    expect(() => resolveUrls({}, undefined)).toThrow(ConfigurationError)
    expect(() => resolveUrls({ wsUrl: '/live' }, undefined)).toThrow(/wsUrl: "\/live".*http.*8080\/ws"/)
    expect(() => resolveUrls({ ...ABSOLUTE, tokenUrl: '' }, undefined)).toThrow(/tokenUrl: "".*8080\/api\/ws-token"/)
  })

  it.each(['baseUrl', 'wsUrl', 'tokenUrl'])('keeps a password out of %s, which every visitor can read', (option) => {
    const refused = (): unknown => resolveUrls({ ...ABSOLUTE, [option]: 'https://desk:s3cret@a.example/x' }, undefined)

    expect(refused).toThrow(ConfigurationError)
    expect(refused).toThrow(`${option}: a name or password in it can be read by every visitor; give it without`)
  })

  it('does not pass on the name and password that its page was opened with', () => {
    expect(resolveUrls({}, 'https://desk:s3cret@desk.example/')).toMatchObject({ wsUrl: 'wss://desk.example/ws' })
  })

  it.each(['baseUrl', 'wsUrl'])('takes no query in %s, for paths are added to it', (option) => {
    const refused = (): unknown => resolveUrls({ ...ABSOLUTE, [option]: 'https://a.example/x?key=s3cret' }, undefined)

    expect(refused).toThrow(`${option}: paths are added to https://a.example/x; give it without a query`)
  })

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 2 ** 31])(
    'refuses %s as a duration and names the option',
    (value) => {
      expect(() => checkDurations({ pollIntervalMs: value })).toThrow(/pollIntervalMs: .*from 0 to 2147483647/)
      expect(() => checkDurations({ pollIntervalMs: 2 ** 31 - 1, recentMs: 0 })).not.toThrow()
    },
  )

  it('needs no page to be created, only to be used', async () => {
    const provider = new MassiveDataProvider()

    expect(provider.store.getState().watchlist.symbols).toEqual([])
    provider.disconnect()
    await expect(provider.getQuote('SPY')).rejects.toThrow(ConfigurationError)
  })
})
