import { assertNever } from '../../domain/assert-never.ts'
import type { Aggregate } from '../../domain/aggregate.ts'
import type { Quote } from '../../domain/quote.ts'
import type { Endpoint } from '../../domain/ticker.ts'
import type { Trade } from '../../domain/trade.ts'
import type { FakeMassive } from './fake-massive.ts'

type Happening =
  | { readonly quote: Partial<Quote> }
  | { readonly trade: Partial<Trade> }
  | { readonly bar: Partial<Aggregate> }
  | { readonly drop: Endpoint | 'both' }
  | { readonly restore: Endpoint | 'both' }

/** What happens, and how long after the script began, ms. */
export type ScriptStep = Happening & { readonly afterMs: number }

/** Lines a script up on the fake clock. */
export function playScript(fake: FakeMassive, script: readonly ScriptStep[]): void {
  for (const step of script) fake.clock.after(step.afterMs, () => happen(fake, step))
}

function happen(fake: FakeMassive, step: Happening): void {
  if ('quote' in step) fake.quote(step.quote)
  else if ('trade' in step) fake.trade(step.trade)
  else if ('bar' in step) fake.bar(step.bar)
  else if ('drop' in step) fake.drop(step.drop === 'both' ? undefined : step.drop)
  else if ('restore' in step) fake.restore(step.restore === 'both' ? undefined : step.restore)
  else assertNever(step)
}
