import jscodeshift from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import { PACKAGE } from './old-names.ts'
import type { Source } from './parse.ts'

/** Exports of the new package that rewritten code uses. */
export type NewName = 'massive' | 'MassiveDataProvider' | 'selectConnectionStatus'

const ALIASES: Readonly<Record<NewName, string>> = {
  massive: 'massiveMarketData',
  MassiveDataProvider: 'MarketDataProvider',
  selectConnectionStatus: 'selectMassiveConnectionStatus',
}

export interface NewNames {
  /** The local name of an export, which is imported from now on; `type` is enough where only types use it. */
  use(name: NewName, as: 'value' | 'type'): string
  /** Import specifiers of what was used and is not imported yet, ready to be written. */
  specifiers(): readonly ImportedName[]
  /** A name near `wanted` that nothing in the file has; it is taken from now on. */
  free(wanted: string): string
}

export interface ImportedName {
  readonly name: NewName
  readonly local: string
  readonly isType: boolean
}

/** Keeps the new imports of one file, under another name where the file already has one like it. */
export function createNewNames(source: Source, oldLocals: readonly string[]): NewNames {
  const imported = importedFromPackage(source)
  const taken = new Set(identifierNames(source))
  for (const local of oldLocals) taken.delete(local) // these go
  const used = new Map<NewName, { local: string; isType: boolean }>()

  function free(wanted: string): string {
    let name = wanted
    for (let count = 2; taken.has(name); count += 1) name = `${wanted}${count}`
    taken.add(name)
    return name
  }
  const localOf = (name: NewName): string => {
    const existing = imported.get(name)
    if (existing !== undefined) return existing
    return taken.has(name) ? free(ALIASES[name]) : name
  }

  return {
    use(name, as) {
      const before = used.get(name)
      const local = before?.local ?? localOf(name)
      used.set(name, { local, isType: as === 'type' && (before?.isType ?? true) })
      return local
    },
    specifiers: () =>
      [...used]
        .filter(([name]) => !imported.has(name))
        .map(([name, { local, isType }]) => ({ name, local, isType: isType && source.isTypeScript })),
    free,
  }
}

function importedFromPackage(source: Source): ReadonlyMap<string, string> {
  const imported = new Map<string, string>()
  source.root.find(jscodeshift.ImportDeclaration).forEach(({ node }) => {
    if (node.source.value !== PACKAGE || node.importKind === 'type') return
    for (const specifier of node.specifiers ?? []) {
      if (specifier.type !== 'ImportSpecifier') continue
      imported.set(nameOf(specifier.imported), nameOf(specifier.local ?? specifier.imported))
    }
  })
  return imported
}

function identifierNames(source: Source): string[] {
  const names: string[] = []
  source.root.find(jscodeshift.Identifier).forEach(({ node }) => void names.push(node.name))
  source.root.find(jscodeshift.JSXIdentifier).forEach(({ node }) => void names.push(node.name))
  return names
}
