// what is loaded with the first REST call
export { MassiveREST } from '../adapters/rest/rest.ts'
export { readAggregates } from './bar-reads.ts'
export { readTrades } from './trade-reads.ts'
