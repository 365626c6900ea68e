import { dirname, resolve } from 'node:path'
import jscodeshift from 'jscodeshift'
import { isOldModule, isOldName, LEGACY, oldNameOfModule } from './old-names.ts'
import type { OldName } from './old-names.ts'
import type { Source } from './parse.ts'

/** Answers which old client an export of a module is; undefined for everything else. */
export type ExportLookup = (exported: string) => OldName | undefined

export interface OldExports {
  /** Undefined when the module has nothing to do with the old clients. */
  of(importer: string, specifier: string): ExportLookup | undefined
}

const SUFFIXES = [
  '',
  '.ts',
  '.tsx',
  '.js',
  '.jsx',
  '.mts',
  '.mjs',
  '.cts',
  '.cjs',
  '/index.ts',
  '/index.tsx',
  '/index.js',
]

// what bundlers and TypeScript are usually told to take for the folder of the sources
const ALIAS = /^(?:[@~#]|src)\/(.+)$/

/** Finds the old clients' names through the files that pass them on (`export { massiveClient } from './lib'`). */
export function createOldExports(sources: ReadonlyMap<string, Source>, extra: readonly RegExp[]): OldExports {
  const tables = new Map<string, ReadonlyMap<string, OldName>>()

  const of: OldExports['of'] = (importer, specifier) => {
    if (isOldModule(specifier, extra)) return (exported) => nameIn(specifier, exported)
    const file = resolveFile(importer, specifier, sources)
    if (file === undefined) return undefined
    const table = tableOf(file)
    return table.size === 0 ? undefined : (exported) => table.get(exported)
  }

  function tableOf(file: string): ReadonlyMap<string, OldName> {
    const known = tables.get(file)
    if (known !== undefined) return known
    tables.set(file, new Map()) // ends a cycle of files that pass on one another
    const source = sources.get(file)
    const table = source === undefined ? new Map<string, OldName>() : readReExports(source, of)
    tables.set(file, table)
    return table
  }

  return { of }
}

function nameIn(specifier: string, exported: string): OldName | undefined {
  if (isOldName(exported)) return exported
  if (exported !== 'default' || specifier === LEGACY) return undefined
  return oldNameOfModule(specifier) ?? 'massiveClient'
}

function resolveFile(importer: string, specifier: string, sources: ReadonlyMap<string, Source>): string | undefined {
  const aliased = ALIAS.exec(specifier)?.[1]
  if (aliased !== undefined) return fileByAlias(aliased, sources)
  if (!specifier.startsWith('.')) return undefined
  return candidates(resolve(dirname(importer), specifier)).find((path) => sources.has(path))
}

// TypeScript sources may import one another under the name of the output
function candidates(target: string): string[] {
  const bases = [target, target.replace(/\.([cm]?)js(x?)$/, '.$1ts$2')]
  return bases.flatMap((base) => SUFFIXES.map((suffix) => base + suffix))
}

/** The file nearest to the root that an alias can mean: `@/lib` is `src/lib/index.ts`, wherever `@` is said to point. */
function fileByAlias(rest: string, sources: ReadonlyMap<string, Source>): string | undefined {
  const ends = candidates(`/${rest}`)
  const files = [...sources.keys()].filter((path) => ends.some((end) => path.replaceAll('\\', '/').endsWith(end)))
  return files.sort((left, right) => left.length - right.length)[0]
}

function readReExports(source: Source, of: OldExports['of']): ReadonlyMap<string, OldName> {
  const table = new Map<string, OldName>()
  const imported = readImported(source, of)
  source.root.find(jscodeshift.ExportAllDeclaration).forEach(({ node }) => {
    const lookup = of(source.path, String(node.source.value))
    for (const name of ['massiveClient', 'massiveWS', 'massiveSubscriptionManager', 'MassiveApiClient']) {
      const old = lookup?.(name)
      if (old !== undefined) table.set(name, old)
    }
  })
  source.root.find(jscodeshift.ExportNamedDeclaration).forEach(({ node }) => {
    const lookup = node.source ? of(source.path, String(node.source.value)) : (local: string) => imported.get(local)
    for (const specifier of node.specifiers ?? []) {
      if (specifier.type !== 'ExportSpecifier') continue
      const old = lookup?.(nameOf(specifier.local))
      if (old !== undefined) table.set(nameOf(specifier.exported), old)
    }
  })
  source.root.find(jscodeshift.ExportDefaultDeclaration).forEach(({ node }) => {
    if (node.declaration.type !== 'Identifier') return
    const old = imported.get(nameOf(node.declaration))
    if (old !== undefined) table.set('default', old)
  })
  return table
}

function readImported(source: Source, of: OldExports['of']): ReadonlyMap<string, OldName> {
  const imported = new Map<string, OldName>()
  source.root.find(jscodeshift.ImportDeclaration).forEach(({ node }) => {
    const lookup = of(source.path, String(node.source.value))
    for (const specifier of node.specifiers ?? []) {
      if (specifier.type === 'ImportNamespaceSpecifier') continue
      const exported = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(specifier.imported)
      const old = lookup?.(exported)
      if (old !== undefined) imported.set(nameOf(specifier.local ?? specifier), old)
    }
  })
  return imported
}

/** An identifier's name, or a string export's (`export { a as 'b' }`); empty for anything else. */
export function nameOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return ''
  if ('name' in node && typeof node.name === 'string') return node.name
  if ('imported' in node) return nameOf(node.imported)
  return 'value' in node && typeof node.value === 'string' ? node.value : ''
}
