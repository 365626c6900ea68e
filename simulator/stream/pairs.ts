import type { Cluster } from '../../domain/ticker.ts'
import type { Listing, Universe } from '../market/universe.ts'
import type { TickKind } from '../tape/tick-pool.ts'

export type VendorChannel = 'Q' | 'T' | 'A' | 'AM' | 'V'

/** One `CHANNEL.TICKER` of a subscribe message. */
export interface Pair {
  readonly text: string
  readonly channel: VendorChannel
  readonly symbol: string
}

const CHANNELS: Readonly<Record<Cluster, readonly string[]>> = {
  stocks: ['Q', 'T', 'A', 'AM'],
  options: ['Q', 'T', 'A', 'AM'],
  indices: ['V', 'A', 'AM'],
}

const CLUSTER_OF = { stock: 'stocks', option: 'options', index: 'indices' } as const

export const clusterOfListing = (listing: Listing): Cluster => CLUSTER_OF[listing.assetClass]

/** The channel ends at the first dot: `T.BRK.B` is the ticker `BRK.B`. */
export function parsePair(text: string, cluster: Cluster): Pair | undefined {
  const dot = text.indexOf('.')
  const channel = text.slice(0, dot)
  const symbol = text.slice(dot + 1)
  if (dot < 1 || symbol === '' || !isChannelOf(channel, cluster)) return undefined
  return { text, channel, symbol }
}

function isChannelOf(channel: string, cluster: Cluster): channel is VendorChannel {
  return CHANNELS[cluster].includes(channel)
}

/** What must tick for a pair to have something to say: bars are made of trades. */
export function tickKindOf(channel: VendorChannel, listing: Listing): TickKind {
  if (listing.assetClass === 'index') return 'value'
  return channel === 'Q' ? 'quote' : 'trade'
}

/** All of a cluster, for `CHANNEL.*`. */
export function listingsOf(cluster: Cluster, universe: Universe): Listing[] {
  const listings: Listing[] = []
  for (const instrument of universe.instruments) {
    const own = universe.listing(instrument.ticker)
    if (own !== undefined && clusterOfListing(own) === cluster) listings.push(own)
    if (cluster !== 'options') continue
    for (const contract of universe.contracts(instrument.ticker)) {
      listings.push({ assetClass: 'option', ticker: contract.ticker, instrument, contract })
    }
  }
  return listings
}
