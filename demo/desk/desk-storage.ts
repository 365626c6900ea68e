export const DESK_STORAGE_KEY = 'options-desk'

/** What was saved; `null` also where the browser's storage is switched off. */
export function readSaved(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

export function save(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {
    // only the memory of a choice is lost
  }
}
