import { configureStore, createSlice } from '@reduxjs/toolkit'
import { createApi, fakeBaseQuery } from '@reduxjs/toolkit/query'

function onChange(store, select, isEqual, listener) {
  let current = select(store.getState())
  store.subscribe(() => {
    const next = select(store.getState())
    if (isEqual(current, next)) return
    current = next
    listener()
  })
}

function readers(store, quotesOf) {
  return {
    watch: (symbol, listener) => onChange(store, (state) => quotesOf(state)[symbol], Object.is, listener),
    watchAll: (symbols, listener) =>
      onChange(store, (state) => symbols.map((symbol) => quotesOf(state)[symbol]), isEqualList, listener),
    bidOf: (symbol) => quotesOf(store.getState())[symbol]?.bid,
  }
}

function isEqualList(left, right) {
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false
  return true
}

export function createSliceBatched() {
  const quotes = createSlice({
    name: 'quotes',
    initialState: {},
    reducers: {
      received(state, { payload }) {
        for (const [symbol, quote] of payload) state[symbol] = quote
      },
    },
  })
  const store = configureStore({
    reducer: { quotes: quotes.reducer },
    middleware: (defaults) => defaults({ serializableCheck: false, immutableCheck: false }),
    devTools: false,
    // listeners are told within the dispatch, as in the other contenders
    enhancers: (defaults) => defaults({ autoBatch: false }),
  })
  let waiting = new Map()
  return {
    ...readers(store, (state) => state.quotes),
    isBatched: true,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) waiting.set(data.symbol, data)
    },
    flush() {
      const batch = waiting
      waiting = new Map()
      store.dispatch(quotes.actions.received(batch))
    },
  }
}

export async function createQueryBatched() {
  const api = createApi({
    baseQuery: fakeBaseQuery(),
    endpoints: (build) => ({ quotes: build.query({ queryFn: () => ({ data: {} }) }) }),
  })
  const store = configureStore({
    reducer: { [api.reducerPath]: api.reducer },
    middleware: (defaults) => defaults({ serializableCheck: false, immutableCheck: false }).concat(api.middleware),
    devTools: false,
    enhancers: (defaults) => defaults({ autoBatch: false }),
  })
  await store.dispatch(api.util.upsertQueryData('quotes', undefined, {}))
  const select = api.endpoints.quotes.select(undefined)
  const none = {}
  let waiting = new Map()
  return {
    ...readers(store, (state) => select(state).data ?? none),
    isBatched: true,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) waiting.set(data.symbol, data)
    },
    flush() {
      const batch = waiting
      waiting = new Map()
      store.dispatch(
        api.util.updateQueryData('quotes', undefined, (draft) => {
          for (const [symbol, quote] of batch) draft[symbol] = quote
        }),
      )
    },
  }
}
