type Line = { readonly mark: ' ' | '-' | '+'; readonly text: string }

const CONTEXT = 3

/** A unified diff of two texts; empty when they are equal. */
export function unifiedDiff(path: string, before: string, after: string): string {
  if (before === after) return ''
  const lines = compare(linesOf(before), linesOf(after))
  return [`--- a/${path}`, `+++ b/${path}`, ...hunksOf(lines)].join('\n')
}

const linesOf = (text: string): string[] => text.replace(/\n$/, '').split('\n')

function compare(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1
  let tail = 0
  const most = Math.min(before.length, after.length) - start
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1

  const same = (text: string): Line => ({ mark: ' ', text })
  return [
    ...before.slice(0, start).map(same),
    ...compareMiddle(before.slice(start, before.length - tail), after.slice(start, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

// the longest common subsequence, counted from the end so that it can be walked from the start
function compareMiddle(before: readonly string[], after: readonly string[]): Line[] {
  const width = after.length + 1
  const common = new Uint32Array((before.length + 1) * width)
  const at = (i: number, j: number): number => common[i * width + j] ?? 0
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: Line[] = []
  let [i, j] = [0, 0]
  while (i < before.length || j < after.length) {
    const [removed, added] = [before[i], after[j]]
    if (removed !== undefined && removed === added) {
      lines.push({ mark: ' ', text: removed })
      i += 1
      j += 1
    } else if (removed !== undefined && (added === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ mark: '-', text: removed })
      i += 1
    } else if (added !== undefined) {
      lines.push({ mark: '+', text: added })
      j += 1
    }
  }
  return lines
}

function hunksOf(lines: readonly Line[]): string[] {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some((line) => line.mark !== ' '),
  )
  const output: string[] = []
  let [oldLine, newLine] = [1, 1]
  for (let index = 0; index < lines.length; index += 1) {
    if (isNear[index] && !isNear[index - 1]) {
      const length = isNear.slice(index).findIndex((near) => !near)
      const hunk = lines.slice(index, length === -1 ? undefined : index + length)
      output.push(headerOf(hunk, oldLine, newLine), ...hunk.map((line) => line.mark + line.text))
    }
    if (lines[index]?.mark !== '+') oldLine += 1
    if (lines[index]?.mark !== '-') newLine += 1
  }
  return output
}

function headerOf(hunk: readonly Line[], oldLine: number, newLine: number): string {
  const count = (unlike: Line['mark']): number => hunk.filter((line) => line.mark !== unlike).length
  return `@@ -${oldLine},${count('+')} +${newLine},${count('-')} @@`
}
