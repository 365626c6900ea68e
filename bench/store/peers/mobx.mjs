import { observable, reaction, runInAction } from 'mobx'

/** An observable map, written in one action a flush. */
export function createBatched() {
  const quotes = observable.map(new Map(), { deep: false })
  let waiting = new Map()
  return {
    isBatched: true,
    watch: (symbol, onChange) => reaction(() => quotes.get(symbol), onChange),
    watchAll: (symbols, onChange) =>
      reaction(() => symbols.map((symbol) => quotes.get(symbol)), onChange, { equals: isEqualList }),
    bidOf: (symbol) => quotes.get(symbol)?.bid,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) waiting.set(data.symbol, data)
    },
    flush() {
      const batch = waiting
      waiting = new Map()
      runInAction(() => {
        for (const [symbol, quote] of batch) quotes.set(symbol, quote)
      })
    },
  }
}

function isEqualList(left, right) {
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false
  return true
}
