import type { ReactElement } from 'react'
import { useDesk } from '../desk/desk-context.tsx'
import { useTheme } from '../desk/use-theme.ts'

/** Dark or light; follows the system until it is pressed. */
export function ThemeToggle(): ReactElement {
  const { desk, dispatch } = useDesk()
  const theme = useTheme(desk.theme)
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={`Switch to the ${other} theme`}
      title={`Switch to the ${other} theme`}
      onClick={() => dispatch({ type: 'theme', theme: other })}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentcolor" strokeWidth="1.5" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentcolor" />
      </svg>
    </button>
  )
}
