import type { ReactElement } from 'react'
import { CHAIN_COLUMNS, COLUMN_LOOKS } from './chain-columns.ts'
import type { ChainColumn } from './chain-columns.ts'

interface ColumnChooserProps {
  readonly columns: readonly ChainColumn[]
  /** The viewer chose; else they are as many as fit. */
  readonly isChosen: boolean
  readonly onChange: (columns: readonly ChainColumn[] | undefined) => void
}

/** Which columns the chain shows. The last one cannot be taken away. */
export function ColumnChooser({ columns, isChosen, onChange }: ColumnChooserProps): ReactElement {
  const toggle = (column: ChainColumn): void => {
    const has = columns.includes(column)
    if (has && columns.length === 1) return
    onChange(CHAIN_COLUMNS.filter((each) => (each === column ? !has : columns.includes(each))))
  }
  return (
    <details className="chooser">
      <summary className="button">Columns</summary>
      <fieldset className="chooser-popup">
        <legend className="visually-hidden">Columns of the chain</legend>
        {CHAIN_COLUMNS.map((column) => (
          <label key={column} className="chooser-option">
            <input type="checkbox" checked={columns.includes(column)} onChange={() => toggle(column)} />
            {COLUMN_LOOKS[column].name}
          </label>
        ))}
        <button type="button" className="button" disabled={!isChosen} onClick={() => onChange(undefined)}>
          As many as fit
        </button>
      </fieldset>
    </details>
  )
}
