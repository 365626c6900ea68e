import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import type { ViteUserConfig } from 'vitest/config'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The package's entries; `package.json` exports the same names. */
const entries = {
  index: at('src/index.ts'),
  react: at('src/react/index.ts'),
  legacy: at('src/legacy/index.ts'),
  testing: at('src/testing/index.ts'),
  proxy: at('proxy/index.ts'),
  'massive-proxy': at('proxy/cli.ts'),
  simulator: at('simulator/index.ts'),
}

const page: ViteUserConfig = {
  root: at('demo'),
  plugins: [react()],
  build: { outDir: at('demo/dist'), emptyOutDir: true, target: 'es2023' },
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
    rolldownOptions: { external: (id) => !id.startsWith('.') && !id.startsWith('/') && !id.startsWith('\0') },
  },
}

const tests: ViteUserConfig['test'] = {
  projects: [
    {
      extends: true,
      test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/{integration,browser,consumer}/**'] },
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
        name: 'browser',
        include: ['test/browser/**/*.test.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
        fileParallelism: false,
      },
    },
  ],
  coverage: {
    provider: 'v8',
    include: ['domain/**', 'store/**', 'slices/**', 'adapters/**', 'src/**'],
    reporter: ['text-summary', 'html'],
  },
}

export default defineConfig(({ mode }) => ({
  ...(mode === 'library' ? library : page),
  ...(mode === 'test' ? { root: at('.'), build: {} } : {}),
  test: tests,
}))
