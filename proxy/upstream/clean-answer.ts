const NEXT_URL = /"next_url"\s*:\s*"((?:[^"\\]|\\.)*)"/g

/** Stands in cleaned texts where each client's own address of the proxy goes. */
export const PROXY_BASE = 'massive-proxy-base:'

export interface CleaningOptions {
  readonly apiKey: string
  /** The vendor's hosts: an address elsewhere is dropped rather than passed on. */
  readonly isVendorHost: (host: string) => boolean
}

/**
 * Takes the vendor's key and addresses out of an answer. It works on the text, as parsing would round nanoseconds
 * to what a double can hold. Quotation marks inside JSON strings are escaped, so the pattern only meets real members.
 */
export function cleanAnswer(text: string, { apiKey, isVendorHost }: CleaningOptions): string {
  const rewritten = text.replace(NEXT_URL, (_, escaped: string) => {
    const path = toProxyPath(escaped, isVendorHost)
    return path === undefined ? '"next_url":null' : `"next_url":${JSON.stringify(PROXY_BASE + path)}`
  })
  return withoutKey(rewritten, apiKey)
}

/** The cleaned text with addresses that lead to `base`, e.g. `https://desk.example/api/massive`. */
export function withBase(text: string, base: string): string {
  return text.replaceAll(PROXY_BASE, JSON.stringify(base).slice(1, -1))
}

/** Removes the key in plain and percent-encoded form. */
export function withoutKey(text: string, apiKey: string): string {
  const encoded = encodeURIComponent(apiKey)
  const cleaned = text.replaceAll(apiKey, '[removed]')
  return encoded === apiKey ? cleaned : cleaned.replaceAll(encoded, '[removed]')
}

function toProxyPath(escaped: string, isVendorHost: (host: string) => boolean): string | undefined {
  let url: URL
  try {
    url = new URL(String(JSON.parse(`"${escaped}"`)))
  } catch {
    return undefined
  }
  if (!isVendorHost(url.host)) return undefined
  url.searchParams.delete('apiKey')
  return url.pathname + url.search
}
