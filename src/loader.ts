import { NetworkError } from '../domain/errors.ts'

/** A part of the package that is fetched when it is first needed. */
export interface Loader<T> {
  /** `undefined` until it is there. */
  readonly loaded: T | undefined
  /**
   * One attempt, shared by all who ask meanwhile. A failed one is forgotten, so that the next call makes another.
   *
   * @throws NetworkError
   */
  load(): Promise<T>
}

/**
 * @param what names the part in the error
 * @param fetchModule brings its code, by `import()`
 * @param make makes the part of it, once
 */
export function createLoader<TModule, T>(
  what: string,
  fetchModule: () => Promise<TModule>,
  make: (module: TModule) => T,
): Loader<T> {
  let loaded: T | undefined
  let flight: Promise<T> | undefined

  const attempt = async (): Promise<T> => {
    try {
      loaded = make(await fetchModule().catch((cause: unknown) => refuse(what, cause)))
      return loaded
    } catch (error) {
      flight = undefined
      throw error
    }
  }

  return {
    get loaded() {
      return loaded
    },
    load: () => (flight ??= attempt()),
  }
}

function refuse(what: string, cause: unknown): never {
  // some browsers keep a failure for as long as the page lives, and a new version on the server has other files
  const advice = 'check the connection, and reload the page if that does not help'
  throw new NetworkError(`${what} could not be loaded: ${advice}`, { cause })
}
