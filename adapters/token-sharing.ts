import type { Clock } from '../domain/clock.ts'
import { isNumber, isString, objectOf } from '../domain/guards.ts'
import type { StorageLike } from './storage-like.ts'
import type { IssuedToken } from './token-source.ts'

/** The part of the Web Locks API that is used; `navigator.locks` fits. */
export interface LocksLike {
  request<T>(name: string, options: { readonly signal: AbortSignal }, task: () => Promise<T>): Promise<T>
}

export interface TokenSharingOptions {
  /** Distinguishes proxies. */
  readonly tokenUrl: string
  readonly clock: Clock
  readonly locks?: LocksLike | undefined
  readonly storage?: StorageLike | undefined
}

/** What tabs of one origin have in common. Without locks and storage every tab is on its own. */
export interface TokenSharing {
  /** Runs `task` while no other tab runs its own; gives up waiting for them after a few seconds. */
  exclusively<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>
  /** The token another tab left, if it can be read. */
  read(): IssuedToken | undefined
  write(token: IssuedToken): void
}

// a frozen tab may hold its lock for ever
const LOCK_PATIENCE_MS = 3_000

const isIssuedToken = objectOf<IssuedToken>({
  token: isString,
  issuedAt: isNumber,
  expiresAt: isNumber,
  clockSkewMs: isNumber,
})

export function createTokenSharing({ tokenUrl, clock, locks, storage }: TokenSharingOptions): TokenSharing {
  const name = `massive-market-data/token ${tokenUrl}`
  return {
    exclusively: (task, signal) => (locks === undefined ? task() : withLock({ name, clock, locks, signal }, task)),
    read() {
      try {
        const kept: unknown = JSON.parse(storage?.getItem(name) ?? 'null')
        return isIssuedToken(kept) ? kept : undefined
      } catch {
        return undefined // blocked or damaged storage only costs a request
      }
    },
    write(token) {
      try {
        storage?.setItem(name, JSON.stringify(token))
      } catch {
        // the other tabs fetch their own
      }
    },
  }
}

interface Lock {
  readonly name: string
  readonly clock: Clock
  readonly locks: LocksLike
  readonly signal: AbortSignal
}

async function withLock<T>({ name, clock, locks, signal }: Lock, task: () => Promise<T>): Promise<T> {
  let hasBegun = false
  const patience = new AbortController()
  const stop = clock.after(LOCK_PATIENCE_MS, () => patience.abort())
  try {
    return await locks.request(name, { signal: AbortSignal.any([signal, patience.signal]) }, () => {
      hasBegun = true
      stop()
      return task()
    })
  } catch (error) {
    if (hasBegun || signal.aborted) throw error
    return await task()
  } finally {
    stop()
  }
}
