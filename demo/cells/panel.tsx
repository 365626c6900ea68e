import { useId } from 'react'
import type { ReactElement, ReactNode } from 'react'

interface PanelProps {
  readonly title: string
  /** One quiet line beside the title. */
  readonly note?: ReactNode
  readonly tools?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A titled region of the desk. */
export function Panel({ title, note, tools, className, children }: PanelProps): ReactElement {
  const id = useId()
  return (
    <section className={`panel ${className ?? ''}`} aria-labelledby={id}>
      <header className="panel-head">
        <h2 className="panel-title" id={id}>
          {title}
        </h2>
        {note !== undefined && <span className="panel-note">{note}</span>}
        {tools !== undefined && <div className="panel-tools">{tools}</div>}
      </header>
      {children}
    </section>
  )
}
