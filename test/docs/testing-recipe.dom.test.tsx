import type { ReactNode } from 'react'
import { act, cleanup } from '@testing-library/react'
import type { RenderResult } from '@testing-library/react'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { selectSpread } from '../../src/index.ts'
import { useMarketData, useQuotes } from '../../src/react/index.ts'
import type { FakeMassive } from '../../src/testing/index.ts'
import { writeSnippets } from './snippets.ts'

interface Recipe {
  readonly renderWithMarket: (children: ReactNode) => RenderResult & { readonly fake: FakeMassive }
}

const snippets = await writeSnippets('dom')
const { renderWithMarket } = await snippets.load<Recipe>('render-with-market.tsx')

const SYMBOLS = ['SPY']

function Spread(): ReactNode {
  useQuotes(SYMBOLS)
  return <b>{useMarketData(selectSpread('SPY'))?.toFixed(2) ?? '–'}</b>
}

describe('the recipe for testing', () => {
  afterEach(cleanup)
  afterAll(() => snippets.remove())

  it('gives components a market that a test moves', () => {
    const { container, fake } = renderWithMarket(<Spread />)
    const before = container.textContent
    act(() => {
      fake.quote({ symbol: 'SPY', bid: 650, ask: 650.25 })
      fake.clock.advance(1_000)
    })

    expect([before, container.textContent]).toEqual(['–', '0.25'])
  })
})
