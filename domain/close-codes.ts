/**
 * Why a socket between client and proxy was closed. 1xxx are the protocol's own (RFC 6455, section 7.4.1),
 * 4xxx are ours.
 */
export const CLOSE_CODES = {
  normal: 1000,
  goingAway: 1001,
  abnormal: 1006,
  policyViolation: 1008,
  internalError: 1011,
  serviceRestart: 1012,
  tryAgainLater: 1013,
  /** The client kept sending what the protocol does not know. */
  badMessage: 4400,
  /** No token within five seconds, or one that is forged or expired. A fresh token helps. */
  unauthorized: 4401,
  /** The token is good but does not permit this. */
  forbidden: 4403,
  /** Chosen by the client: nothing was heard within the heartbeat's time. */
  heartbeatTimeout: 4408,
  /** Too many connections or messages. */
  overLimit: 4429,
} as const

/** Whether connecting again can help. `unauthorized` can, with a fresh token; unknown codes are taken as an accident. */
export function isRetryable(code: number): boolean {
  return code !== CLOSE_CODES.normal && code !== CLOSE_CODES.badMessage && code !== CLOSE_CODES.forbidden
}
