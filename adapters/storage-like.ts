/** The part of `localStorage` that is used. Any call may throw: storage can be blocked or full. */
export interface StorageLike {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}
