import { isIPv6 } from 'node:net'

/**
 * What an address is counted by. A household has a whole /64 of IPv6, so its addresses count as one; an IPv4 address
 * is the same however it is written.
 */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [plain = ''] = address.split('%')
  return isIPv6(plain) ? `${expandedHead(plain)}::/64` : address
}

/** Whether only this machine can reach it. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^(?:::ffff:)?127\./.test(address)
}

/** Whether a host of an address in a browser's sense, `localhost` or `[::1]`, is this machine and can be nothing else. */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(name)
}

/** The first four of the eight groups, without leading zeros. */
function expandedHead(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from(
    { length: tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length) },
    () => '0',
  )
  const all = [...groups, ...zeros, ...behind]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
