import { extname } from 'node:path'
import { parse } from '@babel/parser'
import type { ParserPlugin } from '@babel/parser'
import jscodeshift from 'jscodeshift'
import type { ASTNode, ASTPath, Collection } from 'jscodeshift'

/** A file's syntax tree with the text it was read from; positions of nodes are offsets into `text`. */
export interface Source {
  readonly path: string
  readonly text: string
  readonly root: Collection
  readonly isTypeScript: boolean
}

const PARAMETER_DECORATOR = /[(,]\s*@\w/
const TYPESCRIPT = new Set(['.ts', '.mts', '.cts', '.tsx'])

/**
 * Reads a file without a printer's help: edits are made in the text itself, so whatever they do not touch keeps
 * its formatting to the last blank. Throws a SyntaxError that names the file.
 */
export function parseSource(path: string, text: string): Source {
  const extension = extname(path)
  const isTypeScript = TYPESCRIPT.has(extension)
  // `<T>value` is a cast in .ts and an element in .tsx
  const hasElements = !isTypeScript || extension === '.tsx'
  const plugins: ParserPlugin[] = ['decoratorAutoAccessors']
  if (isTypeScript) plugins.push('typescript')
  if (hasElements) plugins.push('jsx')
  const read = (decorators: ParserPlugin): Source => {
    const options = { sourceType: 'unambiguous', allowReturnOutsideFunction: true } as const
    const file = parse(text, { ...options, plugins: [...plugins, decorators] })
    return { path, text, root: jscodeshift(asNode(file)), isTypeScript }
  }
  try {
    // parameters have decorators in the older form alone
    return PARAMETER_DECORATOR.test(text) ? read('decorators-legacy') : read('decorators')
  } catch (error) {
    throw new SyntaxError(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}

// the two libraries describe one tree, each in types of its own
function asNode(file: object): ASTNode {
  if (!('type' in file)) throw new TypeError('The parser answered no syntax tree')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  return file as ASTNode
}

/** Where a node stands in the text. */
export function spanOf(node: object): { readonly start: number; readonly end: number } {
  if ('start' in node && 'end' in node && typeof node.start === 'number' && typeof node.end === 'number') {
    return { start: node.start, end: node.end }
  }
  throw new TypeError('The syntax tree has a node without a position')
}

/** A node's own text. */
export function textOf(source: Source, node: object): string {
  const { start, end } = spanOf(node)
  return source.text.slice(start, end)
}

/** The place around a place; null at the file's root. The library leaves this one untyped. */
export function parentOf(path: ASTPath): ASTPath | null {
  const parent: unknown = path.parent
  return isPath(parent) ? parent : null
}

function isPath(value: unknown): value is ASTPath {
  return typeof value === 'object' && value !== null && 'node' in value && 'parent' in value
}
