import type { EndpointHealth, MarketDataState } from '../../src/index.ts'

/** What is wrong with the whole desk, in words that tell what to do. */
export interface DeskCondition {
  readonly kind: 'warn' | 'bad'
  readonly name: 'offline' | 'token-refused' | 'reconnecting' | 'silent' | 'polling' | 'rate-limited'
  readonly title: string
  readonly advice: string
}

const OFFLINE: DeskCondition = {
  kind: 'bad',
  name: 'offline',
  title: 'Offline',
  advice: 'No network. Prices are the last known; they move again once it is back.',
}

const REFUSED: DeskCondition = {
  kind: 'bad',
  name: 'token-refused',
  title: 'Access refused',
  advice: 'The server gives this page no token. Sign in again; the desk keeps trying.',
}

const RECONNECTING: DeskCondition = {
  kind: 'warn',
  name: 'reconnecting',
  title: 'Reconnecting',
  advice: 'The stream broke off. Prices stand until it is back; there is nothing to do.',
}

const POLLING: DeskCondition = {
  kind: 'warn',
  name: 'polling',
  title: 'Polling',
  advice: 'The stream is down: prices come from REST every few seconds, true but slower.',
}

const SILENT: DeskCondition = {
  kind: 'warn',
  name: 'silent',
  title: 'Stream silent',
  advice: 'The vendor’s stream says nothing. Prices come from REST; what is missed is fetched.',
}

const LIMITED: DeskCondition = {
  kind: 'warn',
  name: 'rate-limited',
  title: 'Rate limited',
  advice: 'Requests wait for the server’s limit to pass. Streamed prices are not affected.',
}

/** A stream that takes longer to open, or to deliver, is down as far as the viewer is concerned. */
const OPENING_MS = 5_000

/** The worst condition that holds, or none. */
export function deskConditionOf(
  { options, indices, token, rest }: MarketDataState['connection'],
  isOnline: boolean,
  now: number,
): DeskCondition | undefined {
  if (!isOnline) return OFFLINE
  if (token.status === 'refused') return REFUSED
  const endpoints = [options, indices]
  if (endpoints.some((endpoint) => isPolling(endpoint, now))) return POLLING
  if (endpoints.some(isBroken)) return token.status === 'failed' ? REFUSED : RECONNECTING
  if (endpoints.some(isSilent)) return SILENT
  if (rest.limitedUntil !== undefined && rest.limitedUntil > now) return LIMITED
  return undefined
}

/** REST also helps out until a stream just opened delivers: nothing is down then. */
function isPolling(endpoint: EndpointHealth, now: number): boolean {
  const { transport, attempt, since } = endpoint
  const isOpening = !isBroken(endpoint) && !isSilent(endpoint) && attempt <= 1 && now - since < OPENING_MS
  return transport === 'polling' && !isOpening
}

function isBroken({ status, attempt }: EndpointHealth): boolean {
  return status === 'waiting' || (attempt > 1 && status !== 'open')
}

/** The socket is there, but not what should come through it. */
function isSilent({ status, upstream }: EndpointHealth): boolean {
  return status === 'open' && Object.values(upstream).some((state) => state !== 'up')
}
