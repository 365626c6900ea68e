/** What the codemod replaces: the exports of the old clients. */
export const OLD_NAMES = ['massiveClient', 'massiveWS', 'massiveSubscriptionManager', 'MassiveApiClient'] as const
export type OldName = (typeof OLD_NAMES)[number]

export const PACKAGE = 'massive-market-data'
export const LEGACY = 'massive-market-data/legacy'

/** Starts every note the codemod leaves in a file. */
export const NOTE_PREFIX = '// massive-market-data: '

const BY_MODULE_NAME: Readonly<Record<string, OldName>> = {
  massiveclient: 'massiveClient',
  massivews: 'massiveWS',
  massivewebsocket: 'massiveWS',
  massivesubscriptionmanager: 'massiveSubscriptionManager',
  massiveapiclient: 'MassiveApiClient',
}

export function isOldName(name: string): name is OldName {
  return OLD_NAMES.some((old) => old === name)
}

/**
 * The old client a module is named after, whatever its folder, extension and spelling:
 * `../lib/massiveClient`, `@/massive-client.js` and `massive_client/index` are all `massiveClient`.
 */
export function oldNameOfModule(specifier: string): OldName | undefined {
  const base = specifier
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/\/index$/, '')
    .split('/')
    .at(-1)
  return BY_MODULE_NAME[(base ?? '').replaceAll(/[^A-Za-z]/g, '').toLowerCase()]
}

/** Whether a module holds the old clients by its name alone; `extra` are the patterns of `--source`. */
export function isOldModule(specifier: string, extra: readonly RegExp[]): boolean {
  if (specifier === LEGACY) return true
  return oldNameOfModule(specifier) !== undefined || extra.some((pattern) => pattern.test(specifier))
}
