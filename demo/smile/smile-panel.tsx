import { useCallback, useMemo, useState } from 'react'
import type { ReactElement } from 'react'
import { selectExpirations, selectUnderlyingPrice } from '../../src/index.ts'
import { useMarketData, useOptionsChain } from '../../src/react/index.ts'
import { openExpiration } from '../chain/open-expiration.ts'
import { Notice } from '../cells/notice.tsx'
import { Panel } from '../cells/panel.tsx'
import { useDesk } from '../desk/desk-context.tsx'
import { formatSymbol } from '../format/contract.ts'
import { formatDate } from '../format/time.ts'
import { ExpiryChooser } from './expiry-chooser.tsx'
import { SmilePlot } from './smile-plot.tsx'
import { useSmile } from './use-smile.ts'

function whyNone(error: Error | undefined, hasPrice: boolean, name: string): string {
  if (error !== undefined) return 'It is drawn from the chain, and that is missing.'
  if (!hasPrice) return `It is drawn around the price of ${name}, which is not known yet.`
  return 'It is drawn from the implied volatilities of the open chain.'
}

/** Implied volatility by strike, of the open expiry and of those it is compared with. */
export function SmilePanel(): ReactElement {
  const { desk } = useDesk()
  const { error } = useOptionsChain(desk.underlying)
  const expirations = useMarketData(selectExpirations(desk.underlying))
  const open = openExpiration(expirations, desk.expiration)
  const [compared, setCompared] = useState<readonly string[]>()
  const shown = useMemo(() => {
    const others = compared ?? expirations.filter((each) => each !== open).slice(4, 5)
    return [open, ...others.filter((each) => expirations.includes(each) && each !== open)].filter(
      (each) => each !== undefined,
    )
  }, [expirations, open, compared])
  const smile = useSmile(desk.underlying, shown)
  const name = formatSymbol(desk.underlying)
  const hasPrice = useMarketData(
    useCallback((state) => selectUnderlyingPrice(desk.underlying)(state) !== undefined, [desk.underlying]),
  )
  return (
    <Panel
      title="Volatility smile"
      note={name}
      tools={<ExpiryChooser expirations={expirations} open={open} compared={shown.slice(1)} onChange={setCompared} />}
    >
      <div className="smile-body">
        {smile === undefined ? (
          <Notice title={error === undefined ? 'No smile yet' : 'No smile'}>{whyNone(error, hasPrice, name)}</Notice>
        ) : (
          <>
            <SmilePlot
              curves={smile.curves}
              price={smile.price}
              label={`Implied volatility of ${name} by strike, ${shown.map(formatDate).join(', ')}`}
            />
            <ul className="smile-keys" aria-label="Expiries shown">
              {smile.curves.map(({ expiration }, index) => (
                <li key={expiration} className="smile-key">
                  <i className={`smile-${index}`} />
                  {formatDate(expiration)}
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Panel>
  )
}
