import { createFakeClock } from '../../src/testing/fake-clock.ts'
import { createContender } from './ours.ts'
import { createWorkload } from './workload.ts'

/** Flushes with or without devtools, sixty a second by a clock of its own: `node devtools-worker.ts <symbols> <on|off>`. */

const FRAME_MS = 1000 / 60
const FLUSHES = 1200
/** The first ones warm the engine up. */
const WARM = 240

const [, , symbolsText = '', devtools = 'off'] = process.argv
const symbols = Number(symbolsText)
let actions = 0
if (devtools === 'on') installExtension(() => void actions++)

const clock = createFakeClock()
const { single, views, flushes } = createWorkload(symbols, FLUSHES)
const { onFrame, flush, watch, watchAll } = createContender({ clock, devtools: devtools === 'on' })
const ignore = (): void => {}
for (const symbol of single) watch(symbol, ignore)
for (const view of views) watchAll(view, ignore)

const quiet: number[] = []
const told: number[] = []
flushes.forEach((frames, at) => {
  for (const frame of frames) onFrame(frame)
  // an action is sent by a flush, or by a timer where no flush was due
  for (const task of [() => clock.advance(FRAME_MS), flush]) {
    const before = actions
    const startedAt = performance.now()
    task()
    const ms = performance.now() - startedAt
    if (at < WARM) continue
    if (actions > before) told.push(ms)
    else if (task === flush) quiet.push(ms)
  }
})
const seconds = ((FLUSHES - WARM) * FRAME_MS) / 1000
process.stdout.write(
  `${JSON.stringify({
    contender: `massive-market-data, devtools ${devtools}`,
    symbols,
    flushP50Ms: quantile(quiet, 0.5),
    flushP99Ms: quantile(quiet, 0.99),
    actionsPerSecond: Number((told.length / seconds).toFixed(1)),
    ...(told.length > 0 && { actionP50Ms: quantile(told, 0.5) }),
  })}\n`,
)

/** A stand-in for the browser's extension, which at least sanitises and serialises what it is sent. */
function installExtension(onSend: () => void): void {
  const connect = ({ stateSanitizer }: { readonly stateSanitizer: (state: unknown) => unknown }) => ({
    init: () => {},
    subscribe: () => () => {},
    unsubscribe: () => {},
    send(_action: unknown, state: unknown) {
      onSend()
      JSON.stringify(stateSanitizer(state))
    },
  })
  Object.assign(globalThis, { window: { __REDUX_DEVTOOLS_EXTENSION__: { connect } } })
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(3))
}
