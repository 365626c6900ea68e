const MAX_CHARACTERS = 8_000

/** The pairs as the vendor's comma lists, each of a length no server has been seen to refuse. */
export function chunkParams(pairs: readonly string[]): readonly string[] {
  const lists: string[] = []
  let list = ''
  for (const pair of pairs) {
    if (list.length > 0 && list.length + pair.length >= MAX_CHARACTERS) {
      lists.push(list)
      list = ''
    }
    list = list.length === 0 ? pair : `${list},${pair}`
  }
  if (list.length > 0) lists.push(list)
  return lists
}

/** `T.BRK.B` is channel `T` of ticker `BRK.B`: the channel ends at the first dot. */
export function splitPair(pair: string): { readonly channel: string; readonly symbol: string } {
  const dot = pair.indexOf('.')
  return { channel: pair.slice(0, dot), symbol: pair.slice(dot + 1) }
}
