import { readBlocks } from '../../docs/blocks.ts'

/** The documentation's files for an app, by their paths in it. */
export async function blocksOfApp(app: string): Promise<Readonly<Record<string, string>>> {
  const blocks = await readBlocks()
  return Object.fromEntries(blocks.filter((block) => block.app === app).map(({ file = '', code }) => [file, code]))
}

/** The components of all pages that belong to no app, as `<page>/<file>`. */
export async function componentsOfPages(folder: string): Promise<Readonly<Record<string, string>>> {
  const blocks = await readBlocks()
  const components = blocks.filter(({ extension, app }) => extension === 'tsx' && app === undefined)
  return Object.fromEntries(
    components.map(({ page, name, file = `${name}.tsx`, code }) => [`${folder}/${page}/${file}`, code]),
  )
}
