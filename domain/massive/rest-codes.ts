import * as z from 'zod/mini'
import { text, requiredText } from './rest-fields.ts'

/** A row of `GET /v3/reference/conditions`: what a trade's or quote's condition id means. */
export const conditionRowSchema = z.object({ id: z.number(), name: requiredText, asset_class: text, type: text })

/** A row of `GET /v3/reference/exchanges`: who an exchange id is. Some venues share one id. */
export const exchangeRowSchema = z.object({ id: z.number(), name: requiredText, acronym: text, mic: text })

/** Names by id; of several rows with one id the first names it. */
export function namesById(
  list: readonly { readonly id: number; readonly name: string }[],
): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const { id, name } of list) if (!names.has(id)) names.set(id, name)
  return names
}
