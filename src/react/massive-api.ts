import type { MassiveDataProvider } from '../provider.ts'

/** What the hooks use of a provider: its public face, so that a test can hand in a fake. */
export type MassiveApi = { readonly [TName in keyof MassiveDataProvider]: MassiveDataProvider[TName] }
