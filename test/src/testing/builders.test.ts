import { describe, expect, it } from 'vitest'
import { aggregate, optionContract, optionsChain, quote } from '../../../src/testing/builders.ts'

describe('builders', () => {
  it('give each override its place and keep the rest', () => {
    expect(quote({ symbol: 'QQQ', bid: 1 })).toMatchObject({ symbol: 'QQQ', bid: 1, ask: 650.02 })
  })

  it('take a quote in at its own time unless told otherwise', () => {
    expect(quote({ timestamp: 5 }).receivedAt).toBe(5)
    expect(quote({ timestamp: 5, receivedAt: 7 }).receivedAt).toBe(7)
  })

  it('close a bar one minute after it opened', () => {
    expect(aggregate({ start: 120_000 }).end).toBe(180_000)
  })

  it('derive the expirations of a chain from its contracts', () => {
    const contracts = ['2027-01-15', '2026-12-18', '2027-01-15'].map((expiration) => optionContract({ expiration }))

    expect(optionsChain({ contracts }).expirations).toEqual(['2026-12-18', '2027-01-15'])
  })
})
