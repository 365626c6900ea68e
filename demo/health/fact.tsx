import type { ReactElement } from 'react'

interface FactProps {
  readonly name: string
  readonly value: string
  readonly tone?: 'warn' | 'down' | undefined
  readonly title?: string
}

/** A name and its figure. */
export function Fact({ name, value, tone, title }: FactProps): ReactElement {
  return (
    <div className="fact" title={title}>
      <dt>{name}</dt>
      <dd className={tone}>{value}</dd>
    </div>
  )
}
