import { createWorkload, QUOTES_PER_FRAME } from '../store/workload.ts'
import { count } from './counts.ts'
import { startPlainDom, startPlainReact } from './floors.tsx'
import { startOurs } from './ours.ts'
import type { Way } from './way.ts'

/** The page: a worker's frames, and one of the ways that show them. */

const WAYS: Readonly<Record<string, Way>> = { ours: startOurs, react: startPlainReact, dom: startPlainDom }

const query = new URLSearchParams(location.search)
const rows = Number(query.get('rows'))
const ticksPerSecond = Number(query.get('ticksPerSecond'))
const start = WAYS[query.get('way') ?? '']
const root = document.querySelector('#root')
if (root === null || start === undefined) throw new Error('The page has no #root, or was asked for no way there is')

const take = start(root, createWorkload(rows, 0).symbols)
const ticks = new Worker(new URL('ticks-worker.ts', import.meta.url), { type: 'module' })
ticks.addEventListener('message', ({ data }: MessageEvent<string>) => {
  count('ticks', QUOTES_PER_FRAME)
  take(data)
})
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
ticks.postMessage({ rows, ticksPerSecond })
