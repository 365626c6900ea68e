import type { ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { formatSymbol } from '../format/contract.ts'
import type { SearchState } from './use-symbol-search.ts'

interface SearchResultsProps {
  readonly id: string
  readonly search: SearchState
  readonly active: number
  readonly watched: readonly Ticker[]
  readonly onChoose: (symbol: Ticker) => void
}

export function SearchResults({ id, search, active, watched, onChoose }: SearchResultsProps): ReactElement {
  const matches = search.status === 'found' ? search.matches : []
  return (
    <div className="search-popup">
      <div id={`${id}-list`} role="listbox" aria-label="Matches">
        {matches.map((match, index) => (
          <button
            key={match.ticker}
            // chosen by key, it must be seen
            ref={index === active ? (option) => option?.scrollIntoView({ block: 'nearest' }) : undefined}
            type="button"
            tabIndex={-1}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            className="search-option"
            // the input must keep the focus, or its blur would close the list before the click
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(match.ticker)}
          >
            <b>{formatSymbol(match.ticker)}</b>
            <span className="search-name">{match.name}</span>
            {watched.includes(match.ticker) && <span className="search-watched">watched</span>}
          </button>
        ))}
      </div>
      <p className="search-note" role="status">
        {noteOf(search)}
      </p>
    </div>
  )
}

function noteOf(search: SearchState): string {
  if (search.status === 'searching') return 'Searching…'
  if (search.status === 'failed') return `The search failed. Try again in a moment. (${search.problem})`
  if (search.status === 'found' && search.matches.length === 0)
    return 'No ticker or company matches. Check the spelling.'
  return ''
}
