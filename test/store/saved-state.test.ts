import { describe, expect, it } from 'vitest'
import { marketHoliday, optionContract, optionsChain, quote } from '../../src/testing/builders.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createMarketDataStore } from '../../store/market-data-store.ts'
import { decodeSaved, encodeSaved } from '../../store/saved-state.ts'
import type { SavedState } from '../../store/saved-state.ts'

const NAME = 'massive-market-data'

const WHOLE: SavedState = {
  symbols: ['SPY'],
  roots: ['QQQ'],
  holidays: [marketHoliday()],
  contracts: [optionContract({ day: { open: 1 } })],
  quotes: [quote()],
}

/** A saved state whose one part is replaced by what a page of another version may have left there. */
const withPart = (part: keyof SavedState, value: unknown): string =>
  JSON.stringify({ version: 1, state: { ...WHOLE, [part]: value } })

describe('what is saved', () => {
  it('comes back as it was', () => {
    expect(decodeSaved(encodeSaved(WHOLE))).toEqual(WHOLE)
  })

  it.each([null, undefined, '', 'no JSON', '7', 'null', '{"version":2,"state":{}}', '{"version":1}'])(
    'is nothing where there stands %j',
    (text) => {
      expect(decodeSaved(text)).toBeUndefined()
    },
  )

  it.each([
    ['symbols', ['SPY', 'not a ticker']],
    ['roots', 'SPY'],
    ['holidays', [{ ...marketHoliday(), status: 'perhaps' }]],
    ['contracts', [{ ...optionContract(), strike: '650' }]],
    ['contracts', [{ ...optionContract(), day: { open: 'high' } }]],
    ['quotes', [{ ...quote(), receivedAt: undefined }]],
    ['quotes', [{ ...quote(), receivedAt: 'now' }]],
    ['quotes', [{ symbol: 'SPY', receivedAt: 1 }]],
    ['quotes', [null]],
  ] as const)('loses its %s where they cannot be read (%j), and keeps the rest', (part, value) => {
    expect(decodeSaved(withPart(part, value))).toEqual({ ...WHOLE, [part]: [] })
  })
})

describe('a store that saves', () => {
  function createWorld(keepQuotes = false) {
    const clock = createFakeClock()
    const writes: SavedState[] = []
    const storage = {
      getItem: (): string | null => null,
      setItem: (_: string, text: string) => void writes.push(decodeSaved(text) ?? WHOLE),
      removeItem: (): void => {},
    }
    const store = createMarketDataStore({ clock, storage, keepQuotes, name: NAME })
    return { clock, writes, state: () => store.getState() }
  }

  it.each([
    ['symbols', (state: ReturnType<ReturnType<typeof createWorld>['state']>) => state.watch('SPY')],
    ['roots', (state: ReturnType<ReturnType<typeof createWorld>['state']>) => state.setRoots(['SPY'])],
    ['holidays', (state: ReturnType<ReturnType<typeof createWorld>['state']>) => state.setHolidays([marketHoliday()])],
    [
      'contracts',
      (state: ReturnType<ReturnType<typeof createWorld>['state']>) => state.applyContract(optionContract()),
    ],
  ] as const)('writes when its %s change, a second later, and once for several changes', (part, change) => {
    const { clock, writes, state } = createWorld()
    state().watch('IWM')
    clock.advance(1_000)
    expect(writes).toHaveLength(1)

    change(state())
    state().watch('DIA')
    clock.advance(999)
    expect(writes).toHaveLength(1)
    clock.advance(1)

    expect(writes).toHaveLength(2)
    expect(writes[1]?.[part].length).toBeGreaterThan(0)
    expect(clock.pending).toBe(0)
  })

  it('keeps so many quotes, and of contracts those that are watched and the newest', () => {
    const { clock, writes, state } = createWorld(true)
    const tickers = Array.from({ length: 2_001 }, (_, at) => `O:SPY261218C${String(100_000 + at).padStart(8, '0')}`)
    const [watched = ''] = tickers
    state().watch(watched)
    state().completeChain(optionsChain({ contracts: tickers.map((ticker) => optionContract({ ticker })) }))
    state().applyQuotes(
      tickers.map((symbol) => quote({ symbol })),
      1,
    )
    clock.advance(1_000)

    expect(writes.at(-1)?.contracts.map(({ ticker }) => ticker)).toEqual([...tickers.slice(-249), watched])
    expect(writes.at(-1)?.quotes).toHaveLength(2_000)
  })
})
