import type { ReactElement } from 'react'
import { Panel } from '../cells/panel.tsx'
import { Segmented } from '../cells/segmented.tsx'
import { useDesk } from '../desk/desk-context.tsx'
import { useTheme } from '../desk/use-theme.ts'
import { formatSymbol } from '../format/contract.ts'
import { OFFERED_TIMEFRAMES } from '../desk/offered-timeframes.ts'
import { ChartBody } from './chart-body.tsx'
import { ChartLegend } from './chart-legend.tsx'

const OPTIONS = OFFERED_TIMEFRAMES.map((value) => ({ value, text: value }))

/** Candles of the symbol in focus. */
export function ChartPanel(): ReactElement {
  const { desk, dispatch } = useDesk()
  const { focus, timeframe } = desk
  const theme = useTheme(desk.theme)
  return (
    <Panel
      title={formatSymbol(focus)}
      note={<ChartLegend symbol={focus} />}
      className="chart"
      tools={
        <>
          {focus !== desk.underlying && (
            <button
              type="button"
              className="button"
              onClick={(event) => {
                // the button goes: the keys go on in the group beside it
                const beside = event.currentTarget.nextElementSibling
                beside?.querySelector<HTMLElement>('[aria-checked="true"]')?.focus()
                dispatch({ type: 'focus', symbol: desk.underlying })
              }}
            >
              Back to {formatSymbol(desk.underlying)}
            </button>
          )}
          <Segmented
            label="Timeframe"
            options={OPTIONS}
            value={timeframe}
            onChange={(next) => dispatch({ type: 'timeframe', timeframe: next })}
          />
        </>
      }
    >
      <ChartBody key={`${focus}|${timeframe}`} symbol={focus} timeframe={timeframe} theme={theme} />
    </Panel>
  )
}
