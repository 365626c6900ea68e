import { CLOSE_CODES } from '../../domain/close-codes.ts'
import { InvalidRequestError, NetworkError, NotEntitledError } from '../../domain/errors.ts'
import type { MarketDataError } from '../../domain/errors.ts'

/** What a server that closes for good means by its code. */
export function refusalOf(code: number, url: string, reason: string): MarketDataError {
  const { pathname } = new URL(url)
  const what = `The server refuses ${pathname} for good, ${reason}`
  if (code === CLOSE_CODES.forbidden) return new NotEntitledError(`${what}; check what the token permits`)
  if (code === CLOSE_CODES.badMessage)
    return new InvalidRequestError(`${what}; client and proxy must be of one version`)
  return new NetworkError(`${what}; connect() tries again`)
}
