import { findBindings } from './bindings.ts'
import { createEditList } from './edits.ts'
import { noteModuleNames } from './module-names.ts'
import { createNewNames } from './new-names.ts'
import type { OldExports } from './old-exports.ts'
import type { Source } from './parse.ts'
import { findUses } from './references.ts'
import { rewriteImports } from './rewrite-imports.ts'
import { rewriteReExports } from './rewrite-reexports.ts'
import { rewriteReferences } from './rewrite-references.ts'
import { noteAt } from './rewriting.ts'
import type { Rewriting } from './rewriting.ts'

/** A note left in a file, for the summary. */
export interface LeftNote {
  readonly line: number
  readonly message: string
}

export interface Transformed {
  readonly text: string
  readonly notes: readonly LeftNote[]
}

/** Rewrites one file; the same text comes back when the old clients are not in it. */
export function transform(source: Source, oldExports: OldExports): Transformed {
  const bindings = findBindings(source, oldExports)
  const rewriting: Rewriting = {
    source,
    edits: createEditList(source.text),
    names: createNewNames(
      source,
      bindings.map((binding) => binding.local),
    ),
    kept: new Set(),
  }
  const { references, unclear } = findUses(source, bindings)
  for (const { path, binding } of unclear) {
    rewriting.kept.add(binding)
    noteAt(rewriting, path, `${binding.local} holds the old clients and is handed on here: use massive instead.`)
  }
  rewriteReferences(rewriting, references)
  rewriteReExports(rewriting, oldExports)
  noteModuleNames(rewriting, oldExports)
  if (bindings.length > 0) rewriteImports(rewriting, bindings)

  const text = rewriting.edits.apply()
  const notes = rewriting.edits.notes.map(({ line, message }) => ({ line, message }))
  return { text, notes: notes.sort((a, b) => a.line - b.line) }
}
