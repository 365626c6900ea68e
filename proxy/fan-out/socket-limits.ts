/** What one client may do; a host changes them by the proxy's options. */
export interface SocketLimits {
  /** Symbols held at a time, all channels together. */
  readonly maxSymbols: number
  /** Symbols of one message. */
  readonly maxSymbolsPerMessage: number
  readonly maxMessageBytes: number
  /** Messages a second on average, and at once. */
  readonly messagesPerSecond: number
  readonly messageBurst: number
  /** Symbols that are begun or ended a second on average, and at once. */
  readonly symbolsPerSecond: number
  readonly symbolBurst: number
  /** Messages that are not of the protocol, until the socket is closed. */
  readonly maxBadMessages: number
  /** How long a socket may stay without a token, ms. */
  readonly authTimeoutMs: number
  /** The most frames of quotes a second, and what is given unasked. */
  readonly maxRateHz: number
  /** Trades and bars that wait for one client, until they become a gap. */
  readonly maxLossless: number
}
