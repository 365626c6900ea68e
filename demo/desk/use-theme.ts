import { useEffect } from 'react'
import type { Theme } from './desk-state.ts'
import { useMediaQuery } from './use-media-query.ts'

/** Puts the chosen theme on the document and answers which one holds. */
export function useTheme(theme: Theme): 'dark' | 'light' {
  const prefersLight = useMediaQuery('(prefers-color-scheme: light)')
  const resolved = theme === 'system' ? (prefersLight ? 'light' : 'dark') : theme
  useEffect(() => {
    document.documentElement.dataset.theme = resolved
  }, [resolved])
  return resolved
}
