import { notifyManager, QueriesObserver, QueryClient, QueryObserver } from '@tanstack/query-core'

/** `setQueryData` a symbol, inside one `notifyManager.batch` a flush. */
export function createBatched() {
  // listeners are told within the flush, as in the other contenders
  notifyManager.setScheduler((task) => task())
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, gcTime: Infinity, enabled: false, structuralSharing: false } },
  })
  client.mount()
  const options = (symbol) => ({ queryKey: ['quote', symbol], notifyOnChangeProps: ['data'] })
  let waiting = new Map()
  return {
    isBatched: true,
    watch: (symbol, onChange) => new QueryObserver(client, options(symbol)).subscribe(onChange),
    watchAll(symbols, onChange) {
      const observer = new QueriesObserver(client, symbols.map(options))
      // told once a query; a view is told once a flush
      let isTold = false
      observer.subscribe(() => {
        if (isTold) return
        isTold = true
        viewsTold.push(() => {
          isTold = false
        })
        onChange()
      })
    },
    bidOf: (symbol) => client.getQueryData(['quote', symbol])?.bid,
    onFrame(frame) {
      for (const { data } of JSON.parse(frame)) waiting.set(data.symbol, data)
    },
    flush() {
      const batch = waiting
      waiting = new Map()
      notifyManager.batch(() => {
        for (const [symbol, quote] of batch) client.setQueryData(['quote', symbol], quote)
      })
      for (const forget of viewsTold.splice(0)) forget()
    },
  }
}

const viewsTold = []
