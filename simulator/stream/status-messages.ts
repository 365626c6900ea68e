/** The control messages of the stream, word for word. */
export const STATUS = {
  connected: status('connected', 'Connected Successfully'),
  authSuccess: status('auth_success', 'authenticated'),
  authFailed: status('auth_failed', 'authentication failed'),
  notInPlan: status(
    'auth_failed',
    "Your plan doesn't include websocket access. Visit https://massive.com/pricing to upgrade.",
  ),
  authTimeout: status('auth_timeout', 'No authentication request received.'),
  notAuthorized: status('error', 'not authorized'),
  badMessage: status('error', 'message could not be understood'),
  tooManyContracts: status('error', 'Maximum number of option contracts for quotes exceeded: 1000'),
  maxConnections: status(
    'max_connections',
    'Maximum number of websocket connections exceeded. You have reached the connection limit for your account. Please contact support at https://massive.com/contact to increase your limit.',
  ),
} as const

export const subscribed = (pair: string): string => status('success', `subscribed to: ${pair}`)
export const unsubscribed = (pair: string): string => status('success', `unsubscribed to: ${pair}`)

function status(name: string, message: string): string {
  return JSON.stringify({ ev: 'status', status: name, message })
}
