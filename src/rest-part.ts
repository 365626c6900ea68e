// what is loaded with the first REST call
export { MassiveREST } from '../adapters/rest/rest.ts'
export { readAggregates } from './bar-reads.ts'
export { readChain } from './chain-reads.ts'
export {
  onlyQuote,
  readContract,
  readHolidays,
  readIndices,
  readMarketStatus,
  readQuotes,
  readRSI,
  searchTickers,
} from './reads.ts'
export { readTrades } from './trade-reads.ts'
