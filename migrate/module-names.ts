import jscodeshift from 'jscodeshift'
import type { ASTPath } from 'jscodeshift'
import { isFollowedRequire } from './bindings.ts'
import { nameOf } from './old-exports.ts'
import type { OldExports } from './old-exports.ts'
import { parentOf } from './parse.ts'
import { noteAt, stringOf, typeOf } from './rewriting.ts'
import type { Rewriting } from './rewriting.ts'
import { memberOf } from './scopes.ts'

const ADVICE = {
  import: "Import 'massive-market-data' here; only static imports are followed.",
  require: "Take massive of require('massive-market-data') here; only `const { … } = require()` is followed.",
  mock: "Mocks an old client: give the code createFakeMassive() of 'massive-market-data/testing'.",
} as const

/**
 * Notes where a module of the old clients is named in a way that is not followed: `vi.mock('./massiveClient')`,
 * `await import('./massiveClient')`, `require('./massiveClient').massiveClient`.
 */
export function noteModuleNames(rewriting: Rewriting, oldExports: OldExports): void {
  const { source } = rewriting
  const noteIfOld = (path: ASTPath, module: object | undefined, kind: keyof typeof ADVICE | undefined): void => {
    const specifier = stringOf(module)
    if (kind === undefined || specifier === undefined || oldExports.of(source.path, specifier) === undefined) return
    const declaration = parentOf(parentOf(path) ?? path)?.node
    const isRequire = nameOf(memberOf(path.node, 'callee')) === 'require'
    const isFollowed = isRequire && declaration !== undefined && isFollowedRequire(declaration, path.node)
    if (!isFollowed) noteAt(rewriting, path, ADVICE[kind])
  }
  source.root.find(jscodeshift.CallExpression).forEach((path) => {
    noteIfOld(path, path.node.arguments[0], kindOf(path.node.callee))
  })
  source.root.find(jscodeshift.TSExternalModuleReference).forEach((path) => {
    noteIfOld(path, path.node.expression, 'require')
  })
}

function kindOf(callee: object): keyof typeof ADVICE | undefined {
  if (typeOf(callee) === 'Import') return 'import'
  if (typeOf(callee) === 'Identifier') return nameOf(callee) === 'require' ? 'require' : undefined
  const method = nameOf(memberOf(callee, 'property'))
  if (/^(?:mock|doMock|unmock)$/.test(method)) return 'mock'
  return /^(?:importActual|requireActual|requireMock|importMock)$/.test(method) ? 'require' : undefined
}
