/** Fails to compile where a case is missing; throws where data got past the types. */
export function assertNever(value: never): never {
  throw new TypeError(`Unhandled case: ${JSON.stringify(value)}`)
}
