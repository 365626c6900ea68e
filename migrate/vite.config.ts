import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The command line in one file with all it needs, so that an app installs no parser for the day it migrates. */
export default defineConfig({
  root: at('..'),
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    ssr: true,
    target: 'node22',
    outDir: at('../dist'),
    emptyOutDir: false,
    minify: true,
    rolldownOptions: {
      input: { 'massive-market-data': at('cli.ts') },
      // parsers the command never asks for
      external: ['flow-parser', 'esprima', 'acorn'],
      output: { format: 'es', entryFileNames: '[name].js' },
    },
  },
})
