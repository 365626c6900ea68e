import type { CSSProperties } from 'react'

/** Set through the DOM, so that a content security policy without `unsafe-inline` allows it. */
export const panelStyle = {
  root: {
    display: 'grid',
    gap: 16,
    alignContent: 'start',
    padding: 12,
    font: '12px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    color: 'CanvasText',
    background: 'Canvas',
  },
  title: { margin: '0 0 4px', font: 'inherit', fontWeight: 700 },
  table: { width: '100%', borderCollapse: 'collapse', fontVariantNumeric: 'tabular-nums' },
  head: { padding: '2px 6px', textAlign: 'left', fontWeight: 400, opacity: 0.75 },
  cell: { padding: '2px 6px', textAlign: 'left', overflowWrap: 'anywhere', verticalAlign: 'top' },
} satisfies Record<string, CSSProperties>
