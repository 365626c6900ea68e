/** A fault the simulator can be asked for. */
export interface Fault {
  readonly label: string
  /** Under `/api/faults/`. */
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
  /** What happens now, for people. */
  readonly says: string
}

export const FAULTS: readonly Fault[] = [
  {
    label: 'Drop',
    path: 'drop',
    body: {},
    says: 'All vendor sockets were dropped. Missed bars come back by themselves.',
  },
  { label: 'Mute', path: 'mute', body: { seconds: 12 }, says: 'Open but silent for 12 s: watch REST take over.' },
  { label: 'Refuse', path: 'refuse', body: { seconds: 12 }, says: 'Connections are refused for 12 s.' },
  { label: 'Expire token', path: 'expireToken', body: {}, says: 'The vendor key expired; it is renewed quietly.' },
  { label: 'Rate limit', path: 'rateLimit', body: { seconds: 10 }, says: 'REST answers 429 for 10 s.' },
  { label: 'Burst', path: 'burst', body: { seconds: 8 }, says: 'Ten times the ticks for 8 s.' },
]
