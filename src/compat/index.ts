export { restClient } from './rest-client.ts'
export type { VendorCallOptions, VendorRestClient, VendorRestOptions } from './rest-client.ts'
export type { OperationName, VendorParams } from './operations.ts'
export type {
  VendorAggregates,
  VendorAnswers,
  VendorBar,
  VendorContract,
  VendorContractSnapshot,
  VendorHoliday,
  VendorIndicator,
  VendorList,
  VendorMarketStatus,
  VendorOne,
  VendorQuote,
  VendorSession,
  VendorSnapshot,
  VendorStockSnapshot,
  VendorTicker,
  VendorTrade,
} from './vendor-answers.ts'
export { websocketClient } from './websocket-client.ts'
export type { VendorWebsocketClient, VendorWebsocketOptions } from './websocket-client.ts'
export type { VendorSocket } from './vendor-socket.ts'
