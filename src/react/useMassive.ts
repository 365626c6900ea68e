import { ConfigurationError } from '../../domain/errors.ts'
import type { MassiveApi } from './massive-api.ts'
import { useMassiveContext } from './MassiveProvider.tsx'

/**
 * The provider of the nearest `MassiveProvider`, else the singleton `massive`.
 *
 * @throws ConfigurationError below a `MassiveProvider` that was given a store alone
 */
export function useMassive(): MassiveApi {
  const { provider } = useMassiveContext()
  if (provider === undefined) {
    throw new ConfigurationError('provider', '<MassiveProvider> was given a store alone; give it a provider')
  }
  return provider
}
