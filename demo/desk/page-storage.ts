/** The browser's storage, or nothing where it is switched off: merely asking for it throws then. */
export function pageStorage(): Storage | undefined {
  try {
    return localStorage
  } catch {
    return undefined
  }
}
