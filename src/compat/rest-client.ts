import * as z from 'zod/mini'
import { nextPath } from '../../adapters/rest/pagination.ts'
import { createRequester } from '../../adapters/rest/requester.ts'
import type { Requester } from '../../adapters/rest/requester.ts'
import { MassiveTokenManager } from '../../adapters/token-manager.ts'
import { systemClock } from '../../domain/clock.ts'
import { InvalidPayloadError } from '../../domain/errors.ts'
import { resolveUrls } from '../config.ts'
import type { MassiveConfig } from '../config.ts'
import { OPERATIONS, requestOf } from './operations.ts'
import type { OperationName, VendorParams } from './operations.ts'
import type { VendorAnswers } from './vendor-answers.ts'

type Parameterless = 'getMarketStatus' | 'getMarketHolidays'

/** The vendor's methods, with its names and arguments. */
export type VendorRestClient = {
  readonly [TName in Parameterless]: (options?: VendorCallOptions) => Promise<VendorAnswers[TName]>
} & {
  readonly [TName in Exclude<OperationName, Parameterless>]: (
    params?: VendorParams,
    options?: VendorCallOptions,
  ) => Promise<VendorAnswers[TName]>
}

export interface VendorCallOptions {
  readonly signal?: AbortSignal
}

/** The vendor's `globalFetchOptions`, and what ours needs to reach the proxy. */
export interface VendorRestOptions extends Pick<MassiveConfig, 'tokenUrl' | 'clock' | 'fetch' | 'random'> {
  /** Joins all pages of a list, in their order. @default false */
  readonly pagination?: boolean
}

const MAX_PAGES = 1_000

/**
 * Takes the place of `restClient` of `@massive.com/client-js`: same names, same arguments, same answers, but through
 * the proxy, with its retries and limits, and typed errors.
 *
 * Unlike the original it joins pages in their order, takes a last page without results, and drops `next_url` once all
 * pages are joined.
 *
 * @param _apiKey unused: the key stays in the proxy
 * @param baseUrl where the proxy passes REST calls on; `/api/massive` of the page's origin when left out
 * @example const rest = restClient('', undefined, { pagination: true })
 */
export function restClient(_apiKey?: string, baseUrl?: string, options: VendorRestOptions = {}): VendorRestClient {
  const { pagination = false } = options
  let requester: Made | undefined
  const call = (name: OperationName) => async (params?: VendorParams, callOptions?: VendorCallOptions) => {
    const request = { ...requestOf(name, params ?? {}), signal: callOptions?.signal }
    requester ??= createMade(baseUrl, options)
    const first = await requester.get(request)
    return pagination ? joinPages(requester, first, callOptions?.signal) : first
  }
  const methods = Object.keys(OPERATIONS)
    .filter(isOperation)
    .map((name): [string, unknown] => [
      name,
      takesParams(name) ? call(name) : (given?: VendorCallOptions) => call(name)({}, given),
    ])
  return asClient(Object.fromEntries(methods))
}

interface Made {
  readonly baseUrl: string
  get(request: Parameters<Requester['get']>[0]): Promise<unknown>
}

// made at the first call, so that importing and creating a client needs no page
function createMade(baseUrl: string | undefined, options: VendorRestOptions): Made {
  const given = {
    ...(baseUrl !== undefined && { baseUrl }),
    ...(options.tokenUrl !== undefined && { tokenUrl: options.tokenUrl }),
  }
  // a proxy given with its host has the token route beside it
  const urls = resolveUrls(given, baseUrl !== undefined && URL.canParse(baseUrl) ? baseUrl : undefined)
  const { clock = systemClock, random = Math.random, fetch = globalThis.fetch.bind(globalThis) } = options
  const outside = { clock, random, fetch }
  const tokens = new MassiveTokenManager({ ...outside, tokenUrl: urls.tokenUrl })
  const requester = createRequester({ ...outside, baseUrl: urls.baseUrl, tokens })
  return { baseUrl: urls.baseUrl, get: (request) => requester.get(request, z.unknown()) }
}

async function joinPages(made: Made, first: unknown, signal: AbortSignal | undefined): Promise<unknown> {
  if (!isPage(first) || !Array.isArray(first.results)) return first
  const results: unknown[] = [...asArray(first.results)]
  let { next_url: next } = first
  for (let page = 1; next !== undefined; page += 1) {
    if (page === MAX_PAGES) throw new InvalidPayloadError(`A list had more than ${MAX_PAGES} pages; narrow the request`)
    const answer: unknown = await made.get({ path: nextPath(next, made.baseUrl), signal })
    if (!isPage(answer)) break
    results.push(...asArray(answer.results)) // the last page may come without results
    next = answer.next_url
  }
  const { next_url: _, ...rest } = first
  return { ...rest, results, ...(first.count === undefined ? {} : { count: results.length }) }
}

interface Page {
  readonly results?: unknown
  readonly next_url?: string
  readonly count?: number
}

function isPage(value: unknown): value is Page {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

const asArray = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

const takesParams = (name: OperationName): boolean => name !== 'getMarketStatus' && name !== 'getMarketHolidays'

const isOperation = (name: string): name is OperationName => name in OPERATIONS

// answers are passed on as the vendor gave them, as the original does; its types promise the same and no more
function asClient(client: Readonly<Record<string, unknown>>): VendorRestClient {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return client as VendorRestClient
}
