import type { ReactElement } from 'react'

interface SegmentedProps<T extends string> {
  readonly label: string
  readonly options: readonly { readonly value: T; readonly text: string }[]
  readonly value: T
  readonly onChange: (value: T) => void
}

/** One of a few: a radio group that looks like a strip; arrows move, as the role promises. */
export function Segmented<T extends string>({ label, options, value, onChange }: SegmentedProps<T>): ReactElement {
  return (
    <div
      className="segments"
      role="radiogroup"
      aria-label={label}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
        if (step === 0) return
        event.preventDefault()
        const at = options.findIndex((option) => option.value === value)
        const next = (at + step + options.length) % options.length
        const option = options[next]
        if (option !== undefined) onChange(option.value)
        const button = event.currentTarget.children[next]
        if (button instanceof HTMLElement) button.focus()
      }}
    >
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="segment"
          role="radio"
          aria-checked={option.value === value}
          tabIndex={option.value === value ? 0 : -1}
          onClick={() => onChange(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  )
}
