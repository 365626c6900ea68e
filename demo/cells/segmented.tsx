import type { ReactElement } from 'react'
import { focusSibling } from './focus-sibling.ts'

interface SegmentedProps<T extends string> {
  readonly label: string
  readonly options: readonly { readonly value: T; readonly text: string }[]
  readonly value: T
  readonly onChange: (value: T) => void
}

/** One of a few: a radio group that looks like a strip; arrows move, as the role promises. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>): ReactElement {
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {options.map((option, index) => (
        <button
          key={option.value}
          type="button"
          className="segment"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            const next = options[(index + step + options.length) % options.length]
            if (step === 0 || next === undefined) return
            event.preventDefault()
            onChange(next.value)
            focusSibling(event.currentTarget, step)
          }}
        >
          {option.text}
        </button>
      ))}
    </div>
  )
}
