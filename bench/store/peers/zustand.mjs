import { enableMapSet } from 'immer'
import { subscribeWithSelector } from 'zustand/middleware'
import { immer } from 'zustand/middleware/immer'
import { createStore } from 'zustand/vanilla'

enableMapSet()

const createQuotes = () => createStore(subscribeWithSelector(immer(() => ({ quotes: {} }))))

function readers(store) {
  return {
    watch: (symbol, onChange) => store.subscribe((state) => state.quotes[symbol], onChange),
    watchAll: (symbols, onChange) =>
      store.subscribe((state) => symbols.map((symbol) => state.quotes[symbol]), onChange, { equalityFn: isEqualList }),
    bidOf: (symbol) => store.getState().quotes[symbol]?.bid,
  }
}

function isEqualList(left, right) {
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false
  return true
}

/** What most apps write. */
export function createPerTick() {
  const store = createQuotes()
  return {
    ...readers(store),
    isBatched: false,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) {
        store.setState((state) => {
          state.quotes[data.symbol] = data
        })
      }
    },
    flush() {},
  }
}

export function createBatched() {
  const store = createQuotes()
  let waiting = new Map()
  return {
    ...readers(store),
    isBatched: true,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) waiting.set(data.symbol, data)
    },
    flush() {
      const batch = waiting
      waiting = new Map()
      store.setState((state) => {
        for (const [symbol, quote] of batch) state.quotes[symbol] = quote
      })
    },
  }
}

/** No immer: the record is copied once a flush. */
export function createSpread() {
  const store = createStore(subscribeWithSelector(() => ({ quotes: {} })))
  let waiting = new Map()
  return {
    ...readers(store),
    isBatched: true,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) waiting.set(data.symbol, data)
    },
    flush() {
      const quotes = { ...store.getState().quotes }
      for (const [symbol, quote] of waiting) quotes[symbol] = quote
      waiting = new Map()
      store.setState({ quotes })
    },
  }
}
