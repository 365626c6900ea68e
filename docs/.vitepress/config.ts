import { existsSync, readFileSync } from 'node:fs'
import { defineConfig } from 'vitepress'

const at = (path: string): URL => new URL(path, import.meta.url)

/** What TypeDoc wrote; empty before its first run. */
const api: unknown = existsSync(at('../api/typedoc-sidebar.json'))
  ? JSON.parse(readFileSync(at('../api/typedoc-sidebar.json'), 'utf8'))
  : []

export default defineConfig({
  title: 'massive-market-data',
  description: 'Live Massive.com market data in one Zustand store',
  srcExclude: ['node_modules/**', '**/README.md'],
  cleanUrls: true,
  // the search index is large by nature
  vite: { build: { chunkSizeWarningLimit: 2_000 } },
  // pages link to sources beside the folder, which are no part of the site
  ignoreDeadLinks: [/^\.\.?\/\.\.\//, /localhost/, /CONTRIBUTING/, /README/],
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'Recipes', link: '/recipes/table' },
      { text: 'Migration', link: '/migration' },
      { text: 'API', link: '/api/' },
    ],
    sidebar: {
      '/': [
        {
          text: 'Guide',
          items: [
            { text: 'Quick start', link: '/quick-start' },
            { text: 'Concepts', link: '/concepts' },
            { text: 'Mounting the proxy', link: '/mounting' },
            { text: 'Errors', link: '/errors' },
            { text: 'Migration', link: '/migration' },
          ],
        },
        {
          text: 'Recipes',
          items: [
            { text: 'A table of 1,000 rows', link: '/recipes/table' },
            { text: 'A chart', link: '/recipes/chart' },
            { text: 'An options chain', link: '/recipes/chain' },
            { text: 'Alerts in plain code', link: '/recipes/alerts' },
            { text: 'A store alone', link: '/recipes/store' },
            { text: 'A web worker', link: '/recipes/worker' },
            { text: 'Testing', link: '/recipes/testing' },
            { text: 'Server rendering', link: '/recipes/server-rendering' },
            { text: 'Several accounts', link: '/recipes/accounts' },
            { text: 'Redux DevTools', link: '/recipes/devtools' },
          ],
        },
        {
          text: 'Reference',
          items: [
            { text: 'Architecture', link: '/architecture' },
            { text: 'Protocol', link: '/protocol' },
            { text: 'Operations', link: '/operations' },
            { text: 'Accessibility', link: '/accessibility' },
            { text: 'API', link: '/api/' },
          ],
        },
      ],
      '/api/': [{ text: 'API', items: Array.isArray(api) ? api : [] }],
    },
  },
})
