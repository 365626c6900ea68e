import type { ReactElement } from 'react'
import { panelStyle } from './panel-style.ts'

export interface PanelTableProps {
  readonly title: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
  /** Shown in place of no rows. */
  readonly empty: string
}

const MAX_ROWS = 60

/** A titled table of plain figures; long ones are cut and say so. */
export function PanelTable({ title, columns, rows, empty }: PanelTableProps): ReactElement {
  return (
    <section aria-label={title}>
      <h3 style={panelStyle.title}>
        {title} {rows.length > 1 && `(${rows.length})`}
      </h3>
      {rows.length === 0 ? (
        <p style={panelStyle.cell}>{empty}</p>
      ) : (
        <table style={panelStyle.table}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column} scope="col" style={panelStyle.head}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_ROWS).map((row) => (
              <tr key={row.slice(0, 2).join('|')}>
                {columns.map((column, index) => (
                  <td key={column} style={panelStyle.cell}>
                    {row[index]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > MAX_ROWS && <p style={panelStyle.cell}>and {rows.length - MAX_ROWS} more</p>}
    </section>
  )
}
