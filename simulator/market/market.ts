import type { Cluster } from '../../domain/ticker.ts'
import type { History } from '../history/history.ts'
import type { Tape } from '../tape/tape.ts'
import type { PriceModel } from './price-model.ts'
import type { Sessions } from './sessions.ts'
import type { Universe } from './universe.ts'

/** The simulated market as REST and `truth` look at it. */
export interface Market {
  /** Epoch ms; earlier than the clock with delayed data. */
  readonly now: () => number
  readonly isDelayed: boolean
  /** Whether the plan includes data of the cluster. */
  readonly isInPlan: (cluster: Cluster) => boolean
  readonly universe: Universe
  readonly prices: PriceModel
  readonly history: History
  readonly sessions: Sessions
  readonly tape: Tape
}
