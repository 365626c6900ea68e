import { cleanup, fireEvent, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChainContent } from '../../demo/chain/chain-content.tsx'
import { ChainTable } from '../../demo/chain/chain-table.tsx'
import type { ChainState, ChainStrike } from '../../demo/chain/chain-types.ts'
import { renderInDesk } from './support/render-in-desk.tsx'

beforeEach(() => {
  // where nothing is laid out, no row would be in sight
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
})
afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
})

const strikesFrom = (first: number, count = 5): readonly ChainStrike[] =>
  Array.from({ length: count }, (_, index) => ({
    strike: first + index,
    root: 'SPY',
    call: `O:SPY261218C00${first + index}000`,
    put: `O:SPY261218P00${first + index}000`,
  }))

interface TableProps {
  readonly first: readonly ChainStrike[]
  readonly later?: readonly ChainStrike[]
}

function Table({ first, later = first }: TableProps) {
  const [strikes, setStrikes] = useState(first)
  return (
    <>
      <button type="button" onClick={() => setStrikes(later)}>
        later
      </button>
      <ChainTable
        label="SPY options"
        strikes={strikes}
        position={{ atTheMoney: 1, below: 1 }}
        columns={['bid', 'ask']}
        height={400}
        focus="SPY"
        onOpen={() => {}}
      />
    </>
  )
}

describe('the grid of a chain', () => {
  const activeCell = (): Element | null => {
    const id = screen.getByRole('grid').getAttribute('aria-activedescendant')
    return id === null ? null : document.querySelector(`#${id}`)
  }

  it('tells call from put', () => {
    renderInDesk(<Table first={strikesFrom(650)} />)
    const grid = screen.getByRole('grid')
    fireEvent.keyDown(grid, { key: 'ArrowLeft' })
    const call = activeCell()
    fireEvent.keyDown(grid, { key: 'ArrowRight' })
    const put = activeCell()

    expect([call, put].map((cell) => cell?.getAttribute('role'))).toEqual(['gridcell', 'gridcell'])
    expect([call, put].map((cell) => cell?.closest<HTMLElement>('[data-side]')?.dataset['side'])).toEqual([
      'call',
      'put',
    ])
  })

  it('keeps to the strike that was walked to when rows come above it', () => {
    renderInDesk(<Table first={strikesFrom(650)} later={strikesFrom(640, 15)} />)
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'ArrowDown' })
    const strikeOf = (): string | null | undefined =>
      activeCell()?.closest('[role="row"]')?.querySelector('[role="rowheader"]')?.textContent
    expect(strikeOf()).toContain('652')
    fireEvent.click(screen.getByText('later'))

    expect(strikeOf()).toContain('652')
  })

  it('has the focus after the way back to the money', () => {
    renderInDesk(<Table first={strikesFrom(650, 200)} />)
    const grid = screen.getByRole('grid')
    fireEvent.wheel(grid)
    fireEvent.click(screen.getByText('Back to the money'))

    expect(document.activeElement).toBe(grid)
    expect(screen.queryByText('Back to the money')).toBeNull()
  })
})

describe('a chain that could not be had', () => {
  const chainThat = (status: ChainState['status']): ChainState => ({
    underlying: 'SPY',
    status,
    progress: { pages: 0, contracts: 0 },
    expirations: [],
    strikes: {},
    complete: false,
  })
  const show = (status: ChainState['status']) =>
    renderInDesk(
      <ChainContent
        chain={chainThat(status)}
        error={new Error('the proxy is down')}
        expiration={undefined}
        columns={['bid']}
        height={400}
        onRetry={() => {}}
      />,
    )

  it('says why, and that it loads while it is tried again', () => {
    show('failed')
    expect(screen.queryByText('Try again')).not.toBeNull()
    cleanup()
    show('loading')
    expect(screen.queryByText('Try again')).toBeNull()
  })
})
