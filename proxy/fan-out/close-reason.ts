// what fits in a close frame (RFC 6455, section 5.5); a longer reason would be thrown back at the proxy
const MAX_REASON_BYTES = 123

/** The reason in as many bytes as a close frame takes, whole characters only. */
export function clipReason(reason: string): string {
  const bytes = Buffer.from(reason)
  return bytes.length <= MAX_REASON_BYTES
    ? reason
    : new TextDecoder().decode(bytes.subarray(0, MAX_REASON_BYTES), { stream: true })
}
