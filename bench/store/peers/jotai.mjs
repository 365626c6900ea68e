import { atom, createStore } from 'jotai/vanilla'

/** An atom a symbol, written by one action a flush. */
export function createBatched() {
  const store = createStore()
  const atoms = new Map()
  const atomOf = (symbol) => {
    let known = atoms.get(symbol)
    if (known === undefined) {
      known = atom(undefined)
      atoms.set(symbol, known)
    }
    return known
  }
  const apply = atom(null, (_get, set, batch) => {
    for (const [symbol, quote] of batch) set(atomOf(symbol), quote)
  })
  let waiting = new Map()
  return {
    isBatched: true,
    watch: (symbol, onChange) => store.sub(atomOf(symbol), onChange),
    watchAll(symbols, onChange) {
      const view = atom((get) => symbols.map((symbol) => get(atomOf(symbol))))
      store.sub(view, onChange)
    },
    bidOf: (symbol) => store.get(atomOf(symbol))?.bid,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) waiting.set(data.symbol, data)
    },
    flush() {
      const batch = waiting
      waiting = new Map()
      store.set(apply, batch)
    },
  }
}
