import type { ReactElement } from 'react'
import { MarketBadge } from './market-badge.tsx'
import { MarketClock } from './market-clock.tsx'
import { NextHoliday } from './next-holiday.tsx'
import { ThemeToggle } from './theme-toggle.tsx'

interface HeaderProps {
  readonly isInspecting: boolean
  readonly onInspect: () => void
}

export function Header({ isInspecting, onInspect }: HeaderProps): ReactElement {
  return (
    <header className="header">
      <h1 className="brand">
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <path d="M4.5 1v14M11.5 1v14" stroke="var(--faint)" strokeWidth="1.2" />
          <rect x="2.2" y="4" width="4.6" height="7" rx="1" fill="var(--up)" />
          <rect x="9.2" y="3" width="4.6" height="8.5" rx="1" fill="var(--down)" />
        </svg>
        Options desk
      </h1>
      <MarketBadge />
      <NextHoliday />
      <div className="header-end">
        <MarketClock />
        <button
          type="button"
          className="icon-button"
          aria-pressed={isInspecting}
          aria-label="Developer panel"
          title="Developer panel"
          onClick={onInspect}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path d="M5 4 1.5 8 5 12M11 4l3.5 4L11 12" fill="none" stroke="currentcolor" strokeWidth="1.5" />
          </svg>
        </button>
        <ThemeToggle />
      </div>
    </header>
  )
}
