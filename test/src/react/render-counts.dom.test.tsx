import { act, cleanup, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MassiveProvider } from '../../../src/react/MassiveProvider.tsx'
import { useMarketData } from '../../../src/react/useMarketData.ts'
import { useQuote } from '../../../src/react/useQuote.ts'
import { optionContract } from '../../../src/testing/builders.ts'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import type { FakeMassive } from '../../../src/testing/fake-massive.ts'
import { selectChainRows } from '../../../store/selectors/chain-rows.ts'
import { selectQuotes, selectSpread } from '../../../store/selectors/quotes.ts'
import type { Selector } from '../../../store/selectors/selector.ts'
import { selectLastBar, selectTrades } from '../../../store/selectors/series.ts'

const SYMBOLS = Array.from({ length: 200 }, (_, index) => `S${letter(index % 26)}${letter(Math.floor(index / 26))}`)
const CALL = optionContract()
const PUT = optionContract({ ticker: 'O:SPY261218P00650000', type: 'put' })

function letter(index: number): string {
  return String.fromCodePoint(65 + index)
}

/** How often each component of the page rendered since it was last asked. */
const renders = new Map<string, number>()
const rendered = (name: string): void => void renders.set(name, (renders.get(name) ?? 0) + 1)
function takeRenders(): Readonly<Record<string, number>> {
  const taken = Object.fromEntries(renders)
  renders.clear()
  return taken
}

function Row({ symbol }: { readonly symbol: string }): ReactNode {
  const { data } = useQuote(symbol)
  rendered(`row ${symbol}`)
  return <b>{data?.bid}</b>
}

function View({ first }: { readonly first: number }): ReactNode {
  const quotes = useMarketData(selectQuotes(SYMBOLS.slice(first, first + 50)))
  rendered(`view ${first}`)
  return <i>{quotes.length}</i>
}

function Figure({ name, selector }: { readonly name: string; readonly selector: Selector<unknown> }): ReactNode {
  useMarketData(selector)
  rendered(name)
  return null
}

function Page(): ReactNode {
  rendered('page')
  return (
    <>
      {SYMBOLS.map((symbol) => (
        <Row key={symbol} symbol={symbol} />
      ))}
      {[0, 50, 100, 150].map((first) => (
        <View key={first} first={first} />
      ))}
      <Figure name="spread" selector={selectSpread('SAA')} />
      <Figure name="trades" selector={selectTrades('SAA')} />
      <Figure name="bar" selector={selectLastBar('SAA', '1m')} />
      <Figure name="chain" selector={selectChainRows('SPY', '2026-12-18')} />
    </>
  )
}

describe('a page of 200 rows and a few views', () => {
  let fake: FakeMassive

  beforeEach(async () => {
    fake = createFakeMassive()
    for (const symbol of SYMBOLS) fake.quote({ symbol, bid: 1, ask: 2 })
    fake.chain({ underlying: 'SPY', contracts: [CALL, PUT] })
    render(<Page />, {
      wrapper: ({ children }: { readonly children: ReactNode }) => (
        <MassiveProvider provider={fake.massive}>{children}</MassiveProvider>
      ),
    })
    fake.massive.subscribeTrades(['SAA'], () => {})
    fake.massive.subscribeAggregates(['SAA'], () => {})
    fake.massive.subscribeQuotes([CALL.ticker], () => {})
    await act(async () => void (await fake.massive.getOptionsChain('SPY')))
    fake.clock.advance(1)
    takeRenders()
  })

  afterEach(cleanup)

  it('renders what shows the symbol that ticked, once, and nothing else', () => {
    act(() => void fake.quote({ symbol: SYMBOLS[60] ?? '', bid: 5, ask: 6 }))

    expect(takeRenders()).toEqual({ [`row ${SYMBOLS[60]}`]: 1, 'view 50': 1 })
  })

  it('renders a figure only when the figure changed, not the quote it is of', () => {
    act(() => void fake.quote({ symbol: 'SAA', bid: 2, ask: 3 }))
    expect(takeRenders()).toEqual({ 'row SAA': 1, 'view 0': 1 })

    fake.clock.advance(1)
    act(() => void fake.quote({ symbol: 'SAA', bid: 2, ask: 4 }))
    expect(takeRenders()).toEqual({ 'row SAA': 1, 'view 0': 1, spread: 1 })
  })

  it('renders for trades, bars and chain rows what shows them', () => {
    act(() => void fake.trade({ symbol: 'SAA' }))
    expect(takeRenders()).toEqual({ trades: 1 })

    act(() => void fake.bar({ symbol: 'SAA' }))
    expect(takeRenders()).toEqual({ bar: 1 })

    act(() => void fake.quote({ symbol: CALL.ticker, bid: 7 }))
    expect(takeRenders()).toEqual({ chain: 1 })
  })

  it('renders nothing for what nobody shows, and nothing for the same again', () => {
    fake.massive.subscribeQuotes(['QQQ'], () => {})
    act(() => void fake.quote({ symbol: 'QQQ' }))
    act(() => void fake.trade({ symbol: 'QQQ' }))
    act(() => fake.massive.updateWatchlist(['IWM']))

    expect(takeRenders()).toEqual({})
  })
})
