import type { MassiveApi } from './massive-api.ts'
import { useMassiveContext } from './MassiveProvider.tsx'

/** The provider of the nearest `MassiveProvider`, else the singleton `massive`. */
export function useMassive(): MassiveApi {
  return useMassiveContext().provider
}
