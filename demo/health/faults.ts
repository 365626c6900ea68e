/** One call of `POST /api/faults/:name`. */
export interface FaultCall {
  readonly name: string
  readonly args: readonly unknown[]
}

/** A fault the simulator can be asked for; one that lasts is ended again by the page. */
export interface Fault {
  readonly label: string
  readonly start: readonly FaultCall[]
  readonly end?: readonly FaultCall[]
  readonly lastsMs?: number
  /** What happens now, for people. */
  readonly says: string
}

const CLUSTERS = ['stocks', 'options', 'indices']
const call = (name: string, ...args: readonly unknown[]): FaultCall => ({ name, args })
const muteAll = (on: boolean): readonly FaultCall[] => CLUSTERS.map((cluster) => call('mute', cluster, on))

export const FAULTS: readonly Fault[] = [
  {
    label: 'Drop',
    start: [call('dropAll')],
    says: 'The vendor’s sockets were dropped. What was missed comes back by itself.',
  },
  {
    label: 'Mute',
    start: muteAll(true),
    end: muteAll(false),
    lastsMs: 45_000,
    says: 'Connected but silent for 45 s. Within half a minute the desk notices and asks REST.',
  },
  {
    label: 'Refuse',
    start: [call('refuse', null, true), call('dropAll')],
    end: [call('refuse', null, false)],
    lastsMs: 6_000,
    says: 'Sockets are dropped and refused for 6 s: REST takes over until they are back.',
  },
  {
    label: 'Expire token',
    start: [call('expireTokens')],
    says: 'This page’s token has ended, and its sockets with it. A fresh one is fetched.',
  },
  {
    label: 'Rate limit',
    start: [call('rateLimit', 0)],
    end: [call('rateLimit', null)],
    lastsMs: 12_000,
    says: 'REST answers “too many requests” for 12 s. The stream goes on.',
  },
  {
    label: 'Burst',
    start: [call('burst', 20_000)],
    end: [call('burst', null)],
    lastsMs: 8_000,
    says: '20,000 events a second for 8 s. The desk should stay calm.',
  },
]
