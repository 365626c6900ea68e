import { useId, useState } from 'react'
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
  const search = useSymbolSearch(text)
  const matches = search.status === 'found' ? search.matches : []
  const choose = (symbol: Ticker): void => {
    onAdd(symbol)
    setText('')
    setActive(0)
  }
  const handleKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') return setText('')
    if (event.key === 'Enter') {
      const match = matches[active]
      return match === undefined ? undefined : choose(match.ticker)
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
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
        }}
        onKeyDown={handleKey}
        onBlur={() => setText('')}
      />
      {isOpen && <SearchResults id={id} search={search} active={active} watched={watched} onChoose={choose} />}
    </div>
  )
}
