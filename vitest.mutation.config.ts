import { defineConfig } from 'vitest/config'

/** What Stryker runs against each mutant: the quick tests alone. Nothing here needs a socket, a browser or a DOM. */
// oxlint-disable-next-line import/no-default-export -- vitest reads a config's default export
export default defineConfig({
  test: { include: ['test/{domain,slices,store}/**/*.test.ts'] },
})
