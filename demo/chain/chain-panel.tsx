import { useId, useMemo } from 'react'
import type { ReactElement } from 'react'
import { useOptionsChain, useQuotes } from '../../src/react/index.ts'
import { Panel } from '../cells/panel.tsx'
import { useSize } from '../cells/use-size.ts'
import { useDesk } from '../desk/desk-context.tsx'
import { formatSymbol } from '../format/contract.ts'
import { formatCount } from '../format/number.ts'
import { formatDate } from '../format/time.ts'
import { ChainContent } from './chain-content.tsx'
import { ColumnChooser } from './column-chooser.tsx'
import { ExpiryTabs } from './expiry-tabs.tsx'
import { fittingColumns } from './fitting-columns.ts'
import { openExpiration } from './open-expiration.ts'
import type { ChainState } from './chain-types.ts'

const NO_EXPIRATIONS: readonly string[] = []

/** Calls and puts of one underlying, an expiry at a time. */
export function ChainPanel(): ReactElement {
  const { desk, dispatch } = useDesk()
  const { data: chain, error, refetch } = useOptionsChain(desk.underlying)
  useQuotes([desk.underlying])
  const [content, { width, height }] = useSize<HTMLDivElement>()
  const fitting = useMemo(() => fittingColumns(width), [width])
  const columns = desk.columns ?? fitting
  const panelId = useId()
  const expirations = chain?.expirations ?? NO_EXPIRATIONS
  const expiration = openExpiration(expirations, desk.expiration)
  return (
    <Panel
      title={`${formatSymbol(desk.underlying)} options`}
      note={noteOf(chain)}
      className="chain"
      tools={
        <ColumnChooser
          columns={columns}
          isChosen={desk.columns !== undefined}
          onChange={(next) => dispatch({ type: 'columns', columns: next })}
        />
      }
    >
      <ExpiryTabs
        expirations={expirations}
        chosen={expiration}
        panelId={panelId}
        onChoose={(next) => dispatch({ type: 'expiration', expiration: next })}
      />
      <div
        ref={content}
        className="chain-content"
        id={panelId}
        role="tabpanel"
        aria-label={expiration && formatDate(expiration)}
      >
        <ChainContent
          chain={chain}
          error={error}
          expiration={expiration}
          columns={columns}
          height={height}
          onRetry={refetch}
        />
      </div>
    </Panel>
  )
}

function noteOf(chain: ChainState | undefined): string {
  const count = chain?.progress.contracts ?? 0
  return count === 0 ? '' : `${formatCount(count)} contracts`
}
