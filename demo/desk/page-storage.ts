/** The browser's storage; where it is switched off nothing is kept, and nothing breaks. */
export const pageStorage = {
  getItem: (key: string): string | null => available()?.getItem(key) ?? null,
  setItem(key: string, text: string): void {
    try {
      available()?.setItem(key, text)
    } catch {
      // full: only the memory of a choice is lost
    }
  },
  removeItem: (key: string): void => available()?.removeItem(key),
}

// merely asking for a storage that is switched off throws
function available(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined
  }
}
