import * as z from 'zod/mini'
import { toError } from '../../domain/errors.ts'
import type { Cluster } from '../../domain/ticker.ts'
import type { MassiveDataProvider } from '../provider.ts'
import { statusEvent } from './vendor-events.ts'
import type { VendorEvent } from './vendor-events.ts'
import { createVendorPairs } from './vendor-pairs.ts'

/** The part of a W3C socket that users of the vendor's client touch. */
export interface VendorSocket {
  /** Authenticates until it is replaced, as the original's does. */
  onopen: (() => void) | null
  /** `data` is the vendor's text: a JSON array of events. */
  onmessage: ((message: { readonly data: string }) => void) | null
  /** Why it could not be opened; `onclose` follows. */
  onerror: ((error: Error) => void) | null
  onclose: (() => void) | null
  /** 0 connecting, 1 open, 3 closed. */
  readonly readyState: number
  /**
   * Takes the vendor's `subscribe` and `unsubscribe`; `auth` is answered and needs no key. Answers come later, as over
   * a wire.
   * @throws Error while the socket is not open
   */
  send(message: string): void
  close(): void
}

const AUTHENTICATION = JSON.stringify({ action: 'auth', params: '' })

const commandSchema = z.object({ action: z.string(), params: z.string() })

/** One cluster's stream in the vendor's words, fed by the provider. */
export function createVendorSocket(provider: MassiveDataProvider, cluster: Cluster): VendorSocket {
  let readyState = 0

  const emit = (event: VendorEvent): void => {
    if (readyState === 1) socket.onmessage?.({ data: JSON.stringify([event]) })
  }
  const pairs = createVendorPairs(provider, cluster, emit)

  const socket: VendorSocket = {
    onopen: () => socket.send(AUTHENTICATION),
    onmessage: null,
    onerror: null,
    onclose: null,
    get readyState() {
      return readyState
    },
    send(text) {
      if (readyState !== 1) throw new Error('The socket is not open; send from onopen or later')
      queueMicrotask(() => obey(text))
    },
    close() {
      if (readyState === 3) return
      readyState = 3
      pairs.clear()
      socket.onclose?.()
    },
  }

  function obey(text: string): void {
    if (readyState !== 1) return // closed since it was sent
    const command = readCommand(text)
    if (command?.action === 'auth') emit(statusEvent('auth_success', 'authenticated'))
    else if (command?.action === 'subscribe') pairs.subscribe(command.params)
    else if (command?.action === 'unsubscribe') pairs.unsubscribe(command.params)
    else emit(statusEvent('error', `Unknown message: ${text.slice(0, 100)}`))
  }

  const open = (): void => {
    if (readyState === 3) return
    readyState = 1
    socket.onopen?.()
    emit(statusEvent('connected', 'Connected Successfully'))
  }
  const fail = (error: unknown): void => {
    if (readyState === 3) return
    socket.onerror?.(toError(error))
    socket.close()
  }
  void provider.connect().then(open, fail)

  return socket
}

function readCommand(text: string): z.output<typeof commandSchema> | undefined {
  try {
    const parsed = commandSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}
