/** A symbol as the vendor writes it: `SPY`, `BRK.B`, `O:SPY261218C00650000`, `I:SPX`. Case-sensitive. */
export type Ticker = string

/** The two sockets between client and proxy. */
export const ENDPOINTS = ['options', 'indices'] as const
export type Endpoint = (typeof ENDPOINTS)[number]

/** The vendor's stream clusters that the proxy uses. */
export const CLUSTERS = ['stocks', 'options', 'indices'] as const
export type Cluster = (typeof CLUSTERS)[number]
