import { defineConfig } from 'vitest/config'

/** What Stryker runs against each mutant: the quick tests alone. Nothing here needs a socket, a browser or a DOM. */
// oxlint-disable-next-line import/no-default-export -- vitest reads a config's default export
export default defineConfig({
  // modules are evaluated once, not once a file: three times as many mutants a minute
  test: {
    include: ['test/{domain,slices,store}/**/*.test.ts'],
    setupFiles: ['test/support/fail-fast.ts'],
    isolate: false,
    // what is instrumented runs several times as long
    testTimeout: 30_000,
  },
})
