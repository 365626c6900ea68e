import { useId, useRef, useState } from 'react'
import type { KeyboardEvent, ReactElement } from 'react'
import type { Ticker } from '../../src/index.ts'
import { SearchResults } from './search-results.tsx'
import { useSymbolSearch } from './use-symbol-search.ts'

interface SymbolSearchProps {
  readonly watched: readonly Ticker[]
  readonly onAdd: (symbol: Ticker) => void
}

/** A combobox: type a ticker or a name, choose with the arrows, add with Enter. */
export function SymbolSearch({ watched, onAdd }: SymbolSearchProps): ReactElement {
  const id = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  // Enter came before the matches: the first of them is meant
  const isAwaited = useRef(false)
  const retype = (next: string): void => {
    setText(next)
    setActive(0)
    isAwaited.current = false
  }
  const choose = (symbol: Ticker): void => {
    onAdd(symbol)
    retype('')
  }
  const search = useSymbolSearch(text, ([first]) => {
    if (isAwaited.current && first !== undefined) choose(first.ticker)
  })
  const matches = search.status === 'found' ? search.matches : []
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') return retype('')
    if (event.key === 'Enter') {
      const match = matches[active]
      isAwaited.current = search.status === 'searching'
      return match && choose(match.ticker)
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    const step = event.key === 'ArrowDown' ? 1 : -1
    setActive((current) => Math.max(0, Math.min(matches.length - 1, current + step)))
  }
  const isOpen = search.status !== 'idle'
  return (
    <div className="search">
      <input
        className="search-input"
        type="text"
        role="combobox"
        placeholder="Add a ticker or company"
        aria-label="Search a ticker or company to watch"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={matches.length > 0 ? `${id}-${active}` : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => retype(event.target.value)}
        onKeyDown={handleKey}
        onBlur={() => retype('')}
      />
      {isOpen && <SearchResults id={id} search={search} active={active} watched={watched} onChoose={choose} />}
    </div>
  )
}
