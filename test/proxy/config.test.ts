import { describe, expect, it } from 'vitest'
import { resolveSettings } from '../../proxy/config.ts'
import type { SettingsInput } from '../../proxy/config.ts'
import { settingsFromEnvironment } from '../../proxy/environment.ts'

describe('settings', () => {
  it('have a default for everything but the key', () => {
    expect(resolveSettings({ apiKey: 'k' })).toMatchObject({
      restUrl: 'https://api.massive.com',
      wsUrl: 'wss://socket.massive.com',
      port: 8080,
      host: '127.0.0.1',
      tokenTtlMs: 300_000,
      optionQuoteLimit: 1_000,
    })
  })

  it('make a signing secret of their own, another one each time', () => {
    const [first, second] = [resolveSettings({ apiKey: 'k' }), resolveSettings({ apiKey: 'k' })]
    expect(first.tokenSecret[0]).not.toBe(second.tokenSecret[0])
  })

  it.each<[string, Partial<SettingsInput>, RegExp]>([
    ['an empty key', { apiKey: '' }, /^apiKey: must not be empty/],
    ['a key with a line break', { apiKey: 'a\nb' }, /^apiKey: must be printable/],
    ['a port that is none', { port: 99_999 }, /^port: /],
    ['an address without a scheme', { restUrl: 'api.massive.com' }, /^restUrl: must be an http/],
    ['an http address for the stream', { wsUrl: 'https://x.example' }, /^wsUrl: must be a ws/],
    ['a password in an address', { restUrl: 'https://a:b@x.example' }, /^restUrl: must have no user/],
    ['a short secret', { tokenSecret: 'short' }, /^tokenSecret: .*32 characters/],
    ['an origin with a path', { allowedOrigins: ['https://x.example/'] }, /^allowedOrigins: must be origins/],
    ['a rate of nothing', { requestsPerMinute: 0 }, /^requestsPerMinute: must be 1 or more/],
    ['a token of a second', { tokenTtlMs: 1_000 }, /^tokenTtlMs: must be 5000 ms/],
    ['a pause no timer can be set for', { pollIntervalMs: 3e9 }, /^pollIntervalMs: must be 2147483647 ms/],
    ['a page that is a file', { staticDir: 'package.json' }, /^staticDir: must be a folder that exists/],
    ['a page that is not there', { staticDir: '/no/such/folder' }, /^staticDir: must be a folder that exists/],
  ])('refuse %s by its name', (_, bad, message) => {
    expect(() => resolveSettings({ apiKey: 'k', ...bad })).toThrow(message)
  })

  it('say what is allowed where a value is of another type', () => {
    const ofJavaScript = (value: object): SettingsInput => Object.assign({ apiKey: 'k' }, value)
    const one = ofJavaScript({ allowedOrigins: '*' })
    expect(() => resolveSettings(one)).toThrow(/^allowedOrigins: must be a list of origins/)
    expect(() => resolveSettings(ofJavaScript({ host: 5 }))).toThrow(/^host: must be an address to listen on/)
  })

  it('name a missing key and where to get one', () => {
    expect(() => resolveSettings(settingsFromEnvironment({}))).toThrow(/^apiKey: must be your Massive API key/)
  })

  it('come from the environment', () => {
    const environment = {
      MASSIVE_API_KEY: 'k',
      PORT: '0',
      PROXY_ALLOWED_ORIGINS: 'https://a.example, https://b.example',
    }
    expect(resolveSettings(settingsFromEnvironment(environment))).toMatchObject({
      port: 0,
      allowedOrigins: ['https://a.example', 'https://b.example'],
    })
  })

  it('name the levels of the log there are', () => {
    const environment = { MASSIVE_API_KEY: 'k', PROXY_LOG_LEVEL: 'loud' }
    expect(() => resolveSettings(settingsFromEnvironment(environment))).toThrow(
      /^logLevel: must be one of fatal, error/,
    )
  })

  it('name the variable that is no number', () => {
    expect(() => settingsFromEnvironment({ PORT: 'eighty' })).toThrow('PORT: must be a number, not "eighty"')
  })
})
