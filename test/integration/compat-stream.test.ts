import { setImmediate } from 'node:timers/promises'
import { websocketClient as vendorWebsocketClient } from '@massive.com/client-js'
import { describe, expect, it } from 'vitest'
import { websocketClient } from '../../src/compat/index.ts'
import { createFakeClock } from '../../src/testing/fake-clock.ts'
import type { FakeClock } from '../../src/testing/fake-clock.ts'
import { createLiveDesk } from '../support/live-desk.ts'

const CONTRACT = 'O:SPY261218C00650000'

type Event = Readonly<Record<string, unknown>>

/** What users of either client touch. */
interface SocketLike {
  onmessage: ((message: { data: string }) => void) | null
  send(text: string): void
  close(): void
}

/** What a socket has brought of a channel so far. */
interface Listener {
  of(channel: string): readonly Event[]
  close(): void
}

describe('the sockets in the shape of the vendor’s client', () => {
  it.each([
    { cluster: 'stocks', symbol: 'SPY', quotes: 'Q', others: ['T', 'A'] },
    { cluster: 'options', symbol: CONTRACT, quotes: 'Q', others: ['T', 'A'] },
    { cluster: 'indices', symbol: 'I:SPX', quotes: 'V', others: ['A'] },
  ] as const)('bring of $cluster what the originals bring', async ({ cluster, symbol, quotes, others }) => {
    const clock = createFakeClock()
    // the market moves when the test says so, and both clients are let in with one key
    const { simulator, provider } = await createLiveDesk({
      simulator: { clock, ticksPerSecond: 20, maxConnections: 2 },
    })
    const channels = [quotes, ...others, 'AM']
    const pairs = channels.map((channel) => `${channel}.${symbol}`).join(',')
    const ours = listen(websocketClient('', '', { provider })[cluster](), pairs)
    const theirs = listen(vendorWebsocketClient('simulator', simulator.wsUrl)[cluster](), pairs)

    while (minutesOf(ours).length < 2 || channels.some((channel) => ours.of(channel).length < 2)) await move(clock)
    // a value that the proxy held before is delivered at once
    const [, ...values] = ours.of(quotes).map(untimed)
    const [, ...minutes] = minutesOf(ours)
    const streams = others.map((channel) => ours.of(channel))
    const awaited = [values, minutes, ...streams].map((events) => events.at(-1))
    while (!awaited.every((event) => theirs.of(String(event?.['ev'])).some(isLike(event)))) await move(clock)
    ours.close()
    theirs.close()

    for (const events of streams) expect(events).toEqual(sameSpan(events, theirs))
    // quotes that were superseded within a frame are not delivered, and a minute comes as it grows, but none is made up
    const isMadeUp = (event: Event): boolean => !theirs.of(String(event['ev'])).some(isLike(event))
    expect([...values, ...minutes].filter(isMadeUp)).toEqual([])
  })
})

/** Lets the market move, and what it sends arrive. */
async function move(clock: FakeClock): Promise<void> {
  clock.advance(500)
  await setImmediate()
}

/** Listens as the vendor's examples do: subscribes once the socket, which authenticates by itself, says it is in. */
function listen(opened: unknown, pairs: string): Listener {
  const socket = unchecked<SocketLike>(opened)
  const events = new Map<unknown, Event[]>()
  // oxlint-disable-next-line unicorn/prefer-add-event-listener -- the interface of the vendor's sockets
  socket.onmessage = ({ data }) => {
    for (const event of unchecked<Event[]>(JSON.parse(data))) {
      if (event['status'] === 'auth_success') socket.send(JSON.stringify({ action: 'subscribe', params: pairs }))
      const { ev } = event
      events.set(ev, [...(events.get(ev) ?? []), event])
    }
  }
  return {
    of: (channel) => events.get(channel) ?? [],
    close: () => socket.close(),
  }
}

/** The last word on each minute that is over. */
function minutesOf(listener: Listener): readonly Event[] {
  const byStart = new Map(listener.of('AM').map((event) => [event['s'], event]))
  return [...byStart.values()].slice(0, -1)
}

/** Whether an event of the original says all that ours says. It says more: what no screen shows is not kept here. */
const isLike =
  (our: Event = {}) =>
  (their: Event): boolean =>
    JSON.stringify(asOurs(our, their)) === JSON.stringify(our)

/** Without its time: ours is that of the newest thing known of the symbol, be it a trade. */
const untimed = (event: Event): Event => Object.fromEntries(Object.entries(event).filter(([member]) => member !== 't'))

const asOurs = (our: Event, their: Event): Event =>
  Object.fromEntries(Object.keys(our).map((member) => [member, their[member]]))

/** What the original brought between our first event and our last, in our words. */
function sameSpan(ours: readonly Event[], original: Listener): readonly Event[] {
  const [first = {}] = ours
  const theirs = original.of(String(first['ev']))
  const from = theirs.findIndex(isLike(first))
  const to = theirs.findLastIndex(isLike(ours.at(-1)))
  return theirs.slice(from, to + 1).map((their) => asOurs(first, their))
}

// the original's types are its own; that it behaves alike is what is tested
// oxlint-disable-next-line typescript/no-unsafe-type-assertion, typescript/no-unnecessary-type-parameters -- see above
const unchecked = <T>(value: unknown): T => value as T
