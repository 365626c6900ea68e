import { round4, vwapOf } from '../market/bar.ts'
import type { SymbolTape } from '../tape/symbol-tape.ts'
import { tradeIdOf } from '../tape/trade-id.ts'
import type { TapeBar, TapeQuote, TapeTrade, TapeValue } from '../tape/tape-events.ts'

// built by hand: numbers and tickers need no escaping, and JSON.stringify takes three times as long

export function encodeQuote({ listing }: SymbolTape, q: TapeQuote): string {
  const book =
    listing.assetClass === 'option'
      ? `"bx":${q.bidExchange},"ax":${q.askExchange},"bp":${q.bid},"ap":${q.ask},"bs":${q.bidSize},"as":${q.askSize}`
      : `"bx":${q.bidExchange},"bp":${q.bid},"bs":${q.bidSize},"ax":${q.askExchange},"ap":${q.ask},"as":${q.askSize},"c":0`
  const tapeId = listing.assetClass === 'option' ? '' : `,"z":${tapeIdOf(listing.instrument.exchange)}`
  return `{"ev":"Q","sym":"${listing.ticker}",${book},"t":${q.at},"q":${q.sequence}${tapeId}}`
}

export function encodeTrade({ listing }: SymbolTape, t: TapeTrade): string {
  if (listing.assetClass === 'option') {
    return `{"ev":"T","sym":"${listing.ticker}","x":${t.exchange},"p":${t.price},"s":${t.size},"c":[${t.condition}],"t":${t.at},"q":${t.sequence}}`
  }
  const { id, facility } = tradeIdOf(t)
  // a regular sale has no condition
  const conditions = t.condition === 0 ? '' : `,"c":[${t.condition}]`
  const reported = facility === undefined ? '' : `,"trfi":${facility},"trft":${t.at}`
  return `{"ev":"T","sym":"${listing.ticker}","x":${t.exchange},"i":"${id}","z":${tapeIdOf(listing.instrument.exchange)},"p":${t.price},"s":${t.size},"ds":"${t.size}.0"${conditions},"t":${t.at},"pt":${t.happenedAt},"q":${t.sequence}${reported}}`
}

export function encodeValue({ listing }: SymbolTape, { value, at }: TapeValue): string {
  return `{"ev":"V","val":${value},"T":"${listing.ticker}","t":${at}}`
}

export function encodeBar({ listing }: SymbolTape, channel: 'A' | 'AM', told: TapeBar): string {
  const { bar } = told
  const window = `"s":${bar.start},"e":${bar.start + told.lengthMs}`
  const prices = `"o":${bar.open},"c":${bar.close},"h":${bar.high},"l":${bar.low}`
  const head = `{"ev":"${channel}","sym":"${listing.ticker}"`
  if (listing.assetClass === 'index') return `${head},"op":${told.sessionOpen},${prices},${window}}`
  const average = told.accumulatedVolume === 0 ? bar.close : told.accumulatedTurnover / told.accumulatedVolume
  const size = Math.round(bar.volume / Math.max(1, bar.trades))
  return `${head},"v":${bar.volume},"av":${told.accumulatedVolume},"op":${told.sessionOpen},"vw":${round4(vwapOf(bar))},${prices},"a":${round4(average)},"z":${size},${window}}`
}

/** The consolidated tape of a listing: 1 NYSE, 2 NYSE Arca and American, 3 Nasdaq. */
export function tapeIdOf(exchange: string): 1 | 2 | 3 {
  if (exchange === 'XNAS') return 3
  return exchange === 'XNYS' ? 1 : 2
}
