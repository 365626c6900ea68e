import type { Market } from '../../market/market.ts'
import type { RestRequest } from '../rest-request.ts'

/** What a route looks at. */
export interface RouteContext {
  readonly market: Market
}

/** One operation: its path, and the answer without `request_id` (arrays and bare objects are sent as they are). */
export interface Route {
  readonly path: string
  readonly handle: (request: RestRequest, context: RouteContext) => object
  /** Sent without `status` and `request_id`. */
  readonly isBare?: boolean
}
