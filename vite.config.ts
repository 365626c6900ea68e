import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The package's entries; `package.json` exports the same. */
const entries = [
  'src/index.ts',
  'src/react/index.ts',
  'src/charts/index.ts',
  'src/legacy/index.ts',
  'src/compat/index.ts',
  'src/testing/index.ts',
  'proxy/index.ts',
  'proxy/cli.ts',
  'simulator/index.ts',
].map(at)

/** The desk connects as soon as it runs: what that takes is fetched beside it, not after it. */
const fetchedBeside: Plugin = {
  name: 'fetched-beside',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.values(bundle)
        .filter(
          (chunk) =>
            chunk.type === 'chunk' && chunk.isDynamicEntry && ['stream-part', 'rest-part'].includes(chunk.name),
        )
        .map(({ fileName }) => ({
          tag: 'link',
          attrs: { rel: 'modulepreload', crossorigin: true, href: `/${fileName}` },
          // after the page's own script, which is read first
          injectTo: 'head',
        })),
  },
}

/** Texts lie packed beside themselves, a third as long: the proxy sends whichever a browser takes. */
const packed: Plugin = {
  name: 'packed',
  async writeBundle({ dir = '' }, bundle) {
    const texts = Object.keys(bundle).filter((name) => /\.(?:css|html|js|svg)$/.test(name))
    await Promise.all(texts.map((name) => writePacked(join(dir, name))))
  },
}

async function writePacked(path: string): Promise<void> {
  const text = await readFile(path)
  const [br, gz] = await Promise.all([promisify(brotliCompress)(text), promisify(gzip)(text)])
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}

const page: ViteUserConfig = {
  root: at('demo'),
  plugins: [react(), fetchedBeside, packed],
  build: { outDir: at('demo/dist'), emptyOutDir: true, target: 'es2023', chunkSizeWarningLimit: 800 },
}

const library: ViteUserConfig = {
  build: {
    lib: { entry: entries, formats: ['es'] },
    outDir: at('dist'),
    emptyOutDir: true,
    target: 'es2023',
    minify: false,
    sourcemap: true,
    // every dependency stays an import: the app's bundler decides
    rolldownOptions: {
      external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0'),
      // kept all the same, module for module
      onLog: (level, log, print) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && print(level, log),
      // a module a file: apps shake off what they do not use, and 'use client' stays where it was written
      output: { preserveModules: true, preserveModulesRoot: at('.'), entryFileNames: '[name].js' },
    },
  },
}

const tests: ViteUserConfig['test'] = {
  projects: [
    {
      extends: true,
      test: {
        name: 'unit',
        include: ['test/**/*.test.ts'],
        exclude: ['test/{integration,browser,consumer}/**', '**/.snippets/**'],
      },
    },
    { extends: true, test: { name: 'dom', include: ['test/**/*.dom.test.tsx'], environment: 'happy-dom' } },
    {
      extends: true,
      test: {
        name: 'integration',
        include: ['test/integration/**/*.test.ts'],
        testTimeout: 30_000,
        hookTimeout: 30_000,
      },
    },
    {
      extends: true,
      test: {
        name: 'consumer',
        include: ['test/consumer/*.test.ts'],
        globalSetup: at('test/consumer/support/pack.ts'),
        testTimeout: 120_000,
        hookTimeout: 300_000,
      },
    },
    {
      extends: true,
      test: {
        name: 'browser',
        include: ['test/browser/**/*.test.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
      },
    },
  ],
  coverage: {
    provider: 'v8',
    include: ['domain/**', 'store/**', 'slices/**', 'adapters/**', 'src/**'],
    reporter: ['text-summary', 'html', 'json-summary'],
    thresholds: {
      lines: 95,
      branches: 90,
      ...Object.fromEntries(
        ['domain', 'store', 'slices', 'adapters', 'src'].map((folder) => [`${folder}/**`, { lines: 95, branches: 90 }]),
      ),
    },
  },
}

export default defineConfig(({ mode }) => ({
  ...(mode === 'library' ? library : page),
  ...(mode === 'test' ? { root: at('.'), build: {} } : {}),
  test: tests,
}))
