import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor } from '../../../simulator/rest/cursor.ts'

describe('cursor', () => {
  it('carries all filters and the place', () => {
    const query = new Map([
      ['expiration_date.gte', '2026-12-01'],
      ['ticker.any_of', 'O:SPY261218C00650000,I:SPX'],
    ])

    expect(decodeCursor(encodeCursor({ query, offset: 250 }))).toEqual({ query, offset: 250 })
  })

  it('never carries the key', () => {
    const text = encodeCursor({ query: new Map([['apiKey', 'secret']]), offset: 1 })

    expect(decodeCursor(text)?.query.size).toBe(0)
    expect(Buffer.from(text, 'base64url').toString()).not.toContain('secret')
  })

  it.each(['', 'garbage', Buffer.from('limit=10').toString('base64url'), Buffer.from('ap=-1').toString('base64url')])(
    'does not accept %j',
    (text) => {
      expect(decodeCursor(text)).toBeUndefined()
    },
  )
})
