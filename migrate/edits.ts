import { NOTE_PREFIX } from './old-names.ts'

/** Replaces the text from `start` to `end`; an insertion has both the same. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** A place where the codemod could not decide. */
export interface Note {
  /** Offset of the statement that the note is written above. */
  readonly at: number
  readonly line: number
  readonly message: string
}

/** Gathers what is to change in one file and applies it at once. */
export interface EditList {
  replace(start: number, end: number, text: string): void
  insert(at: number, text: string): void
  /** Writes a note above the line that holds `at`; the same note is written once a line. */
  note(at: number, message: string): void
  readonly notes: readonly Note[]
  apply(): string
}

export function createEditList(text: string): EditList {
  const edits: Edit[] = []
  const notes: Note[] = []

  return {
    notes,
    replace: (start, end, replacement) => void edits.push({ start, end, text: replacement }),
    insert: (at, inserted) => void edits.push({ start: at, end: at, text: inserted }),
    note(at, message) {
      const lineStart = text.lastIndexOf('\n', at - 1) + 1
      const line = text.slice(0, lineStart).split('\n').length
      if (notes.some((note) => note.line === line && note.message === message)) return
      notes.push({ at, line, message })
      const comment = `${NOTE_PREFIX}${message}`
      if (notesAbove(text, lineStart).includes(comment)) return // left by an earlier run
      const indent = /^[\t ]*/.exec(text.slice(lineStart))?.[0] ?? ''
      const newline = newlineOf(text)
      // the line begins with something else, in which a comment may be no comment: it is broken before the statement
      if (text.slice(lineStart, at).trim() === '') {
        edits.push({ start: lineStart, end: lineStart, text: `${indent}${comment}${newline}` })
      } else {
        edits.push({ start: at, end: at, text: `${newline}${comment}${newline}` })
      }
    },
    apply: () => applyEdits(text, edits),
  }
}

/** The file's own line end. */
export function newlineOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

/** The offset after a line's end, if nothing else stands before it; the same offset otherwise. */
export function endOfLine(text: string, at: number): number {
  return at + (/^[\t ]*(?:\r?\n|$)/.exec(text.slice(at))?.[0].length ?? 0)
}

/** The notes that stand directly above a line. */
function notesAbove(text: string, lineStart: number): readonly string[] {
  const above = text.slice(0, lineStart).split('\n').slice(0, -1)
  const first = above.findLastIndex((line) => !line.trim().startsWith(NOTE_PREFIX)) + 1
  return above.slice(first).map((line) => line.trim())
}

function applyEdits(text: string, edits: readonly Edit[]): string {
  // insertions come first, in the order they were made; of two replacements the outer one wins
  const isInsertion = (edit: Edit): boolean => edit.start === edit.end
  const ordered = [...edits].sort(
    (a, b) => a.start - b.start || Number(isInsertion(b)) - Number(isInsertion(a)) || b.end - a.end,
  )
  let result = ''
  let position = 0
  for (const edit of ordered) {
    if (edit.start < position) continue // inside of what an outer edit has replaced
    result += text.slice(position, edit.start) + edit.text
    position = edit.end
  }
  return result + text.slice(position)
}
