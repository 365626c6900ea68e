import type { ReactElement } from 'react'
import type { MarketDataState, RestHealth, TokenHealth } from '../../src/index.ts'
import { UNKNOWN, formatCompact, formatCount, formatFraction } from '../format/number.ts'
import { formatDuration, formatElapsed } from '../format/time.ts'
import { Fact } from './fact.tsx'
import { useRate } from './use-rate.ts'

interface FeedFactsProps {
  readonly connection: MarketDataState['connection']
  readonly now: number
}

/** Rates, token, cache and limits. */
export function FeedFacts({ connection, now }: FeedFactsProps): ReactElement {
  const { token, cache, rest } = connection
  const rate = useRate()
  const isLimited = rest.limitedUntil !== undefined && rest.limitedUntil > now
  return (
    <dl className="facts facts-feed">
      <Fact name="Messages" value={`${formatCompact(rate.messages)} /s`} title="Taken from the sockets" />
      <Fact name="Shown" value={`${formatCompact(rate.updates)} /s`} title="Quotes changed in the store" />
      <Fact
        name="Conflated"
        value={rate.quotes === 0 ? UNKNOWN : formatFraction(Math.max(0, 1 - rate.updates / rate.quotes))}
        title="Of the quotes: superseded within a frame, never shown"
      />
      <Fact name="Store changes" value={`${rate.flushes} /s`} />
      <Fact name="Token" value={tokenText(token, now)} tone={isTokenBad(token) ? 'down' : undefined} />
      <Fact name="Cache hits" value={formatFraction(cache.hitRate)} title={`${cache.entries} answers kept`} />
      <Fact name="REST p95" value={formatElapsed(rest.p95Ms)} />
      <Fact
        name="Last chain"
        value={formatElapsed(rest.lastChainMs)}
        title="Until the last chain was there as a whole"
      />
      <Fact name="REST retries" value={formatCount(rest.retries)} title={errorsText(rest)} />
      <Fact
        name="Rate limit"
        value={isLimited ? `${formatDuration((rest.limitedUntil ?? now) - now)} to go` : 'free'}
        tone={isLimited ? 'warn' : undefined}
      />
    </dl>
  )
}

const isTokenBad = ({ status }: TokenHealth): boolean => status === 'failed' || status === 'refused'

function errorsText({ errors }: RestHealth): string {
  const counts = Object.entries(errors).map(([name, count]) => `${name}: ${count}`)
  return counts.length === 0 ? 'No request failed' : counts.join(', ')
}

function tokenText({ status, expiresAt }: TokenHealth, now: number): string {
  if (status === 'valid' && expiresAt !== undefined) return `${formatDuration(expiresAt - now)} left`
  return { none: 'none yet', valid: 'valid', refreshing: 'renewing', failed: 'failing', refused: 'refused' }[status]
}
