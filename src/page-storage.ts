import type { StorageLike } from '../adapters/storage-like.ts'

/**
 * The page's `localStorage`, looked up at each use: importing the package touches nothing, and a page whose storage is
 * blocked, or none at all, keeps nothing.
 */
export const pageStorage: StorageLike = {
  getItem: (key) => available()?.getItem(key) ?? null,
  setItem: (key, value) => available()?.setItem(key, value),
  removeItem: (key) => available()?.removeItem(key),
}

function available(): Storage | undefined {
  // Node has a storage of its own that is not a page's
  if (typeof document === 'undefined') return undefined
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
