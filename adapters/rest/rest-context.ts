import type * as z from 'zod/mini'
import type { Clock } from '../../domain/clock.ts'
import type { Page, PageBudget } from './pagination.ts'
import { walkPages } from './pagination.ts'
import type { RestRequest } from './exchange.ts'
import { createRequester } from './requester.ts'
import type { Requester } from './requester.ts'
import type { MassiveRestOptions } from './rest-types.ts'

/** What every operation works with. */
export interface RestContext {
  readonly requester: Requester
  readonly clock: Clock
  readonly concurrency: number
  /** A fresh allowance of pages for one call. */
  pageBudget(): PageBudget
  /** The pages of a list in order; rows that cannot be read are left out and reported. */
  pages<TSchema extends z.ZodMiniType>(
    request: RestRequest,
    rowSchema: TSchema,
    budget: PageBudget,
  ): AsyncGenerator<Page<z.output<TSchema>>, void, undefined>
  /** Tells that something of an answer was left out. */
  report(kind: 'invalid-message' | 'error', message: string, count?: number): void
}

export function createRestContext(options: MassiveRestOptions): RestContext {
  const { baseUrl, clock, concurrency = 6, maxPages = 200, onEvent } = options
  const requester = createRequester(options)
  const report: RestContext['report'] = (kind, message, count) => onEvent?.({ at: clock.now(), kind, message, count })

  return {
    requester,
    clock,
    concurrency,
    report,
    pageBudget: () => ({ left: maxPages }),
    async *pages(request, rowSchema, budget) {
      for await (const page of walkPages({ requester, baseUrl, rowSchema, budget }, request)) {
        if (page.rejected > 0) {
          const rows = page.rejected === 1 ? '1 row that is' : `${page.rejected} rows that are`
          report('invalid-message', `GET /${request.path} answered ${rows} not as documented`, page.rejected)
        }
        yield page
      }
    },
  }
}
