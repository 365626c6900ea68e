/*
 * In what the page's store and provider differ from those of `massive`.
 */

/** Room for as many bars as a chart can scroll back to. */
export const STORE_SETTINGS = { maxBars: 20_000 }

/**
 * On a desk one goes to and fro between the same few symbols: what was left comes back within a quarter of an hour as a
 * rule, and its trades with it.
 */
export const PROVIDER_SETTINGS = { recentMs: 900_000, recentBarsMs: 1_800_000 }
