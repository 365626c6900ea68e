// RFC 6455, section 5.2: FIN set, opcode 1 (text); a server's frames are not masked
const FIN_TEXT = '\x81'
const NON_ASCII = /[\u0080-\uffff]/g

/**
 * One unmasked text frame as a string of bytes (write it as `latin1`). The payload must be ASCII, so that its
 * length in characters is its length in bytes; see {@link toAscii}.
 */
export function textFrame(payload: string): string {
  const { length } = payload
  if (length < 126) return FIN_TEXT + String.fromCharCode(length) + payload
  if (length < 65_536) return FIN_TEXT + String.fromCharCode(126, length >>> 8, length & 0xff) + payload
  return FIN_TEXT + longHeader(length) + payload
}

/** The same JSON with everything beyond ASCII escaped; the same string where there is nothing to escape. */
export function toAscii(json: string): string {
  return json.replace(NON_ASCII, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function longHeader(length: number): string {
  // lengths beyond 32 bits do not occur: outboxes are bounded far below
  return String.fromCharCode(
    127,
    0,
    0,
    0,
    0,
    (length >>> 24) & 0xff,
    (length >>> 16) & 0xff,
    (length >>> 8) & 0xff,
    length & 0xff,
  )
}
