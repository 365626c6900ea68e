/** Epoch milliseconds, UTC. */
export type EpochMs = number

/** How a datum reached the store; `restored` came from a saved snapshot of an earlier visit. */
export type DataSource = 'stream' | 'rest' | 'restored'

/** The plan's recency; delayed data is 15 minutes old by its own timestamps. */
export type Recency = 'real-time' | 'delayed'

/** By how much a delayed plan trails. */
export const DELAY_MS = 15 * 60_000

/**
 * How far a symbol's picture can be trusted now.
 *
 * - `live`: the stream delivers it
 * - `delayed`: the stream delivers it, 15 minutes late by plan
 * - `polled`: REST asks for it while the stream is down or mute
 * - `stale`: nothing came for longer than the symbol's class allows in an open session
 * - `closed`: its market is closed; the last value stands
 * - `never`: nothing was received yet
 */
export type Freshness = 'live' | 'delayed' | 'polled' | 'stale' | 'closed' | 'never'
