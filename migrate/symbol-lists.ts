import jscodeshift from 'jscodeshift'
import type { ASTPath } from 'jscodeshift'
import { nameOf } from './old-exports.ts'
import { parentOf, spanOf, textOf } from './parse.ts'
import type { Source } from './parse.ts'
import { memberOf } from './scopes.ts'
import { typeOf } from './rewriting.ts'
import type { MethodCall, Rewriting } from './rewriting.ts'

type Kind = 'one' | 'list' | 'unknown'

const LIST_TYPE = /\[\]$|^(?:readonly\s|(?:Readonly)?Array<|ReadonlySet<)/
const LIST_METHODS = /^(?:map|filter|slice|concat|split|flat|flatMap|sort|toSorted|reverse|keys|values|from|of)$/

/**
 * The old methods took one symbol or several, the provider takes a list. What the code does not tell to be either is
 * made a list in a way that fits both.
 */
export function listSymbol({ source, edits }: Rewriting, { arguments: given }: MethodCall): void {
  const symbols = given[0]
  if (symbols === undefined) return
  const kind = kindOf(source, symbols)
  if (kind === 'list') return
  const { start, end } = spanOf(symbols)
  edits.replace(start, end, `[${textOf(source, symbols)}]${kind === 'one' ? '' : '.flat()'}`)
}

function kindOf(source: Source, node: unknown): Kind {
  switch (typeOf(node)) {
    case 'StringLiteral':
    case 'TemplateLiteral':
      return 'one'
    case 'ArrayExpression':
      return 'list'
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return kindOf(source, memberOf(node, 'expression'))
    case 'CallExpression':
      return LIST_METHODS.test(nameOf(memberOf(memberOf(node, 'callee'), 'property'))) ? 'list' : 'unknown'
    case 'Identifier':
      return kindByName(source, nameOf(node))
    default:
      return 'unknown'
  }
}

/** What everything of this name in the file is declared to be, where that is always the same. */
function kindByName(source: Source, name: string): Kind {
  const kinds = new Set<Kind>()
  source.root.find(jscodeshift.Identifier, { name }).forEach((path) => {
    const kind = declaredKind(source, path)
    if (kind !== undefined) kinds.add(kind)
  })
  const [only = 'unknown'] = kinds
  return kinds.size === 1 ? only : 'unknown'
}

/** Undefined for an identifier that declares nothing. */
function declaredKind(source: Source, path: ASTPath): Kind | undefined {
  const around = parentOf(path)?.node
  const isSignature = around?.type === 'TSPropertySignature' && around.key === path.node
  const annotation = memberOf(isSignature ? around : path.node, 'typeAnnotation')
  const type = memberOf(annotation, 'typeAnnotation')
  if (typeof type === 'object' && type !== null) return kindOfType(textOf(source, type))
  if (around?.type !== 'VariableDeclarator' || around.id !== path.node) return undefined
  return around.init ? kindOf(source, around.init) : 'unknown'
}

function kindOfType(text: string): Kind {
  if (!text.includes('|') && LIST_TYPE.test(text)) return 'list'
  return text === 'string' ? 'one' : 'unknown'
}
