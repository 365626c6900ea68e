import jscodeshift from 'jscodeshift'
import type { Binding, OldDeclaration } from './bindings.ts'
import { endOfLine, newlineOf } from './edits.ts'
import type { ImportedName } from './new-names.ts'
import { LEGACY, PACKAGE } from './old-names.ts'
import { spanOf } from './parse.ts'
import type { Rewriting } from './rewriting.ts'

/**
 * Writes the imports of a file anew: the new names from the package, what could not be decided from its legacy
 * entry, and names that are none of the old clients from where they always came.
 */
export function rewriteImports(rewriting: Rewriting, bindings: readonly Binding[]): void {
  const declarations = [...new Set(bindings.map((binding) => binding.declaration))]
  const waiting = addToExisting(rewriting) ? [] : rewriting.names.specifiers()
  for (const [index, declaration] of declarations.entries()) {
    const kept = bindings.filter((binding) => binding.declaration === declaration && rewriting.kept.has(binding))
    const lines = [
      ...(index === 0 && waiting.length > 0 ? [newImport(waiting, declaration)] : []),
      ...keptImports(kept, declaration),
      ...otherImports(declaration),
    ]
    replaceDeclaration(rewriting, declaration, lines)
  }
}

// two declarations of one module would be a lint error in most projects
function addToExisting({ source, names, edits }: Rewriting): boolean {
  const wanted = names.specifiers()
  let isAdded = false
  source.root.find(jscodeshift.ImportDeclaration).forEach(({ node }) => {
    const last = node.specifiers?.at(-1)
    if (isAdded || node.source.value !== PACKAGE || node.importKind === 'type') return
    if (last === undefined || last.type !== 'ImportSpecifier' || wanted.length === 0) return
    edits.insert(spanOf(last).end, `, ${wanted.map((name) => specifierOf(name, true)).join(', ')}`)
    isAdded = true
  })
  return isAdded
}

function newImport(names: readonly ImportedName[], declaration: OldDeclaration): string {
  if (declaration.kind === 'require')
    return importOf(names.map(requiredOf), PACKAGE, { ...declaration, keyword: 'const' })
  const isAllTypes = names.every((name) => name.isType)
  const specifiers = names.map((name) => specifierOf(name, !isAllTypes))
  return `import ${isAllTypes ? 'type ' : ''}{ ${specifiers.join(', ')} } from '${PACKAGE}'`
}

const specifierOf = ({ name, local, isType }: ImportedName, marksTypes: boolean): string =>
  `${isType && marksTypes ? 'type ' : ''}${name === local ? name : `${name} as ${local}`}`

const requiredOf = ({ name, local }: ImportedName): string => (name === local ? name : `${name}: ${local}`)

function keptImports(kept: readonly Binding[], declaration: OldDeclaration): string[] {
  const namespaces = kept.filter((binding) => binding.old === 'namespace')
  const named = kept.filter((binding) => binding.old !== 'namespace')
  const lines = namespaces.map(({ local }) =>
    declaration.kind === 'require'
      ? `${declaration.keyword} ${local} = require('${LEGACY}')`
      : `import * as ${local} from '${LEGACY}'`,
  )
  if (named.length === 0) return lines
  const separator = declaration.kind === 'require' ? ': ' : ' as '
  const specifiers = named.map(({ old, local }) => (old === local ? local : `${old}${separator}${local}`))
  return [...lines, importOf(specifiers, LEGACY, declaration)]
}

function otherImports(declaration: OldDeclaration): string[] {
  const { others, otherDefault, specifier } = declaration
  if (otherDefault === undefined) return others.length > 0 ? [importOf(others, specifier, declaration)] : []
  const named = others.length > 0 ? `, { ${others.join(', ')} }` : ''
  return [`import ${declaration.isTypeOnly ? 'type ' : ''}${otherDefault}${named} from '${specifier}'`]
}

function importOf(names: readonly string[], specifier: string, declaration: OldDeclaration): string {
  const { kind, isTypeOnly, keyword } = declaration
  if (kind === 'require') return `${keyword} { ${names.join(', ')} } = require('${specifier}')`
  return `import ${isTypeOnly ? 'type ' : ''}{ ${names.join(', ')} } from '${specifier}'`
}

function replaceDeclaration({ source, edits }: Rewriting, { path }: OldDeclaration, lines: readonly string[]): void {
  const { start, end } = spanOf(path.node)
  const old = source.text.slice(start, end)
  const usesDoubleQuotes = /["']/.exec(old)?.[0] === '"'
  const semicolon = old.endsWith(';') ? ';' : ''
  const text = lines
    .map((line) => (usesDoubleQuotes ? line.replaceAll("'", '"') : line) + semicolon)
    .join(newlineOf(source.text))
  if (text !== '') return edits.replace(start, end, text)
  // the line goes with the declaration
  edits.replace(start, endOfLine(source.text, end), '')
}
