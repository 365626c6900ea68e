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
    lastsMs: 15_000,
    says: 'Connected but silent for 15 s: watch how it is noticed.',
  },
  {
    label: 'Refuse',
    start: [call('refuse', null, true), call('dropAll')],
    end: [call('refuse', null, false)],
    lastsMs: 12_000,
    says: 'Sockets are dropped and refused for 12 s: REST takes over.',
  },
  {
    label: 'Expire token',
    start: [call('expireKey'), call('dropAll')],
    end: [call('restoreKey')],
    lastsMs: 10_000,
    says: 'The credentials are refused for 10 s, then good again.',
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
