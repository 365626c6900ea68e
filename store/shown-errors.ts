import type { ConnectionState } from '../slices/connection.ts'
import type { ChainsState } from '../slices/chains.ts'

/*
 * The devtools keep states as JSON, in which an error is an empty object.
 */

/** What is left of an error there. */
interface ShownError {
  readonly name: string
  readonly message: string
}

/** The same chains with errors that outlive JSON, or with errors made of such. */
export function mapChainErrors(chains: ChainsState, map: (error: Error) => Error): ChainsState {
  const byUnderlying = Object.fromEntries(
    Object.entries(chains.byUnderlying).map(([underlying, chain]) => [
      underlying,
      chain.error === undefined ? chain : { ...chain, error: map(chain.error) },
    ]),
  )
  return { ...chains, byUnderlying }
}

/** The same for what the server rejected. */
export function mapRejections(connection: ConnectionState, map: (error: Error) => Error): ConnectionState {
  const rejections = Object.fromEntries(Object.entries(connection.rejections).map(([key, error]) => [key, map(error)]))
  return { ...connection, rejections }
}

export const toShownError = ({ name, message }: Error): ShownError => ({ name, message })

/** An error of that name and text; its class and its fields are lost. */
export const fromShownError = ({ name, message }: ShownError): Error => Object.assign(new Error(message), { name })
