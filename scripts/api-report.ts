// Writes docs/api-report.md: every public name with its declaration, so that a change of the API shows in the diff.
// `--check` fails where the file is not what the declarations in dist say.
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parse } from '@babel/parser'

type Statement = ReturnType<typeof parse>['program']['body'][number]

const REPORT = 'docs/api-report.md'

interface Exports {
  readonly [entry: string]: string | { readonly types: string }
}

async function report(): Promise<string> {
  const sections: string[] = []
  for (const [entry, target] of Object.entries(await entries())) {
    if (typeof target === 'string') continue
    const names = await exportedNames(target.types)
    const texts = [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text)
    sections.push(`## \`massive-market-data${entry.slice(1)}\`\n\n\`\`\`typescript\n${texts.join('\n\n')}\n\`\`\`\n`)
  }
  return `# API report\n\nWritten by \`npm run api\`; a change here is a change of the public API.\n\n${sections.join('\n')}`
}

async function entries(): Promise<Exports> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own package.json
  const { exports } = JSON.parse(await readFile('package.json', 'utf8')) as { readonly exports: Exports }
  return exports
}

/** Exported names of a declaration file with their text, through the files it passes on. */
async function exportedNames(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path, 'utf8')
  const found = new Map<string, string>()
  for (const node of bodyOf(text)) {
    if (node.type !== 'ExportNamedDeclaration') continue
    if (node.source) {
      const inner = await exportedNames(join(dirname(path), node.source.value.replace(/\.js$/, '.d.ts')))
      const passedOn = node.specifiers.filter((specifier) => specifier.type === 'ExportSpecifier')
      for (const { local, exported } of passedOn) {
        found.set(nameOf(exported), inner.get(local.name) ?? `export { ${local.name} }`)
      }
    } else if (node.declaration) {
      for (const name of declaredNames(node.declaration)) found.set(name, textOf(text, node))
    }
  }
  return found
}

const bodyOf = (text: string): readonly Statement[] =>
  parse(text, { sourceType: 'module', plugins: [['typescript', { dts: true }]] }).program.body

// comments explain and do not bind; sources' private state is nobody's business
function textOf(text: string, { start, end }: Statement): string {
  return text
    .slice(start ?? 0, end ?? 0)
    .replaceAll(/\/\*\*?[\s\S]*?\*\//g, '')
    .replaceAll(/^\s*(#private;|\/\/.*)?\n/gm, '')
    .trim()
}

function declaredNames(declaration: Statement): readonly string[] {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.map(({ id }) => nameOf(id))
  return 'id' in declaration ? [nameOf(declaration.id)] : []
}

function nameOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return ''
  if ('name' in node) return String(node.name)
  return 'value' in node ? String(node.value) : ''
}

const fresh = await report()
if (!process.argv.includes('--check')) {
  await writeFile(REPORT, fresh)
} else if (fresh !== (await readFile(REPORT, 'utf8').catch(() => ''))) {
  console.error(`The public API is not what ${REPORT} says. Run "npm run api" after a build and review the difference.`)
  process.exitCode = 1
}
