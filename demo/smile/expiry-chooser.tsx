import type { ReactElement } from 'react'
import { formatDate } from '../format/time.ts'

interface ExpiryChooserProps {
  readonly expirations: readonly string[]
  readonly open: string | undefined
  readonly compared: readonly string[]
  readonly onChange: (expirations: readonly string[]) => void
}

const MAX_COMPARED = 2

/** Which other expiries the smile is compared with; choosing a third lets the first go. */
export function ExpiryChooser({ expirations, open, compared, onChange }: ExpiryChooserProps): ReactElement {
  const toggle = (expiration: string): void => {
    const without = compared.filter((each) => each !== expiration)
    onChange(without.length < compared.length ? without : [...compared, expiration].slice(-MAX_COMPARED))
  }
  return (
    <details className="chooser">
      <summary className="button">Compare</summary>
      <fieldset className="chooser-popup chooser-scroll">
        <legend className="visually-hidden">Expiries to compare with</legend>
        {expirations
          .filter((expiration) => expiration !== open)
          .map((expiration) => (
            <label key={expiration} className="chooser-option">
              <input type="checkbox" checked={compared.includes(expiration)} onChange={() => toggle(expiration)} />
              {formatDate(expiration)}
            </label>
          ))}
      </fieldset>
    </details>
  )
}
