// Declarations name each other as `./x.ts`, as the sources do; the published ones must say `./x.js`.
import { glob, readFile, writeFile } from 'node:fs/promises'

const RELATIVE_TS = /((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.tsx?(['"])/g

for await (const path of glob('dist/**/*.d.ts')) {
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace(RELATIVE_TS, '$1.js$2'))
}
