import { describe, expect, it } from 'vitest'
import { textFrame, toAscii } from '../../../proxy/fan-out/frame.ts'

/** Reads one unmasked frame by RFC 6455, section 5.2. */
function read(frame: string): string {
  const bytes = Buffer.from(frame, 'latin1')
  expect(bytes[0]).toBe(0x81)
  const short = bytes.readUInt8(1)
  const start = short < 126 ? 2 : short === 126 ? 4 : 10
  const length = short < 126 ? short : short === 126 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  const payload = bytes.subarray(start)
  expect(payload.length).toBe(length)
  return payload.toString('utf8')
}

describe('a text frame', () => {
  it.each([0, 1, 125, 126, 127, 65_535, 65_536, 300_000])('of %i characters is read as it was written', (length) => {
    const payload = 'x'.repeat(length)
    expect(read(textFrame(payload))).toBe(payload)
  })

  it('carries what is not ASCII as escapes', () => {
    const json = JSON.stringify({ id: 'é中😀' })
    expect(JSON.parse(read(textFrame(toAscii(json))))).toEqual({ id: 'é中😀' })
  })
})
