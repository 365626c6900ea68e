import { guessUnderlying, isTicker, parseTicker } from '../../src/index.ts'
import type { Ticker, Timeframe } from '../../src/index.ts'
import { OFFERED_TIMEFRAMES } from './offered-timeframes.ts'
import { isChainColumn } from '../chain/chain-columns.ts'
import type { ChainColumn } from '../chain/chain-columns.ts'

export type Theme = 'system' | 'dark' | 'light'

/** What the viewer chose. Market data lives in the store; this is all the page itself remembers. */
export interface DeskState {
  /** The underlying whose chain is open. */
  readonly underlying: Ticker
  /** What chart and trades show: the underlying, or one of its contracts. */
  readonly focus: Ticker
  /** Absent: the first expiry. */
  readonly expiration?: string | undefined
  readonly timeframe: Timeframe
  /** Absent: as many as there is room for. */
  readonly columns?: readonly ChainColumn[] | undefined
  readonly theme: Theme
}

export type DeskAction =
  | { readonly type: 'open'; readonly symbol: Ticker }
  | { readonly type: 'focus'; readonly symbol: Ticker }
  | { readonly type: 'expiration'; readonly expiration: string }
  | { readonly type: 'timeframe'; readonly timeframe: Timeframe }
  | { readonly type: 'columns'; readonly columns: readonly ChainColumn[] | undefined }
  | { readonly type: 'theme'; readonly theme: Theme }

export const FIRST_DESK: DeskState = {
  underlying: 'SPY',
  focus: 'SPY',
  timeframe: '1m',
  theme: 'system',
}

export function nextDesk(state: DeskState, action: DeskAction): DeskState {
  switch (action.type) {
    case 'open':
      return openSymbol(state, action.symbol)
    case 'focus':
      return { ...state, focus: action.symbol }
    case 'expiration':
      return { ...state, expiration: action.expiration }
    case 'timeframe':
      return { ...state, timeframe: action.timeframe }
    case 'columns':
      return { ...state, columns: action.columns }
    case 'theme':
      return { ...state, theme: action.theme }
    default:
      return state
  }
}

function openSymbol(state: DeskState, symbol: Ticker): DeskState {
  const parsed = parseTicker(symbol)
  const underlying = parsed.class === 'option' ? guessUnderlying(symbol).ticker : symbol
  const expiration = parsed.class === 'option' ? parsed.expiration : undefined
  const isSame = underlying === state.underlying
  return { ...state, underlying, focus: symbol, expiration: expiration ?? (isSame ? state.expiration : undefined) }
}

/** What was saved, as far as it still makes sense; anything else is the default. */
export function restoreDesk(text: string | null): DeskState {
  const saved = parseRecord(text)
  const timeframe = OFFERED_TIMEFRAMES.find((offered) => offered === saved.timeframe)
  const { underlying } = saved
  const columns = Array.isArray(saved.columns) ? saved.columns.filter(isChainColumn) : []
  return {
    ...FIRST_DESK,
    ...(isTicker(underlying) && parseTicker(underlying).class !== 'option' && { underlying, focus: underlying }),
    ...(timeframe !== undefined && { timeframe }),
    ...(columns.length > 0 && { columns }),
    ...((saved.theme === 'dark' || saved.theme === 'light') && { theme: saved.theme }),
  }
}

function parseRecord(text: string | null): Readonly<Record<string, unknown>> {
  if (text === null) return {}
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
