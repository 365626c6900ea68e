import type { ReactElement, ReactNode } from 'react'

interface NoticeProps {
  readonly kind?: 'quiet' | 'warn' | 'bad'
  readonly title: string
  /** What it means and what to do. */
  readonly children: ReactNode
  readonly action?: ReactNode
}

/** Fills a panel that has nothing to show, and says why. */
export function Notice({ kind = 'quiet', title, children, action }: NoticeProps): ReactElement {
  return (
    <div className={`notice notice-${kind}`} role={kind === 'bad' ? 'alert' : 'status'}>
      <strong className="notice-title">{title}</strong>
      <p className="notice-text">{children}</p>
      {action}
    </div>
  )
}
