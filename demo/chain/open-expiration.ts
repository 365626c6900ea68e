/** The expiry that is open: the chosen one while the chain has it, else the first. */
export function openExpiration(expirations: readonly string[], chosen: string | undefined): string | undefined {
  return chosen !== undefined && expirations.includes(chosen) ? chosen : expirations[0]
}
