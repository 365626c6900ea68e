import type { EpochMs } from './freshness.ts'

export type MarketSession = 'open' | 'closed' | 'extended-hours'

/** Whether the US markets trade now. */
export interface MarketStatus {
  readonly market: MarketSession
  /** The vendor's clock, epoch ms. */
  readonly serverTime: EpochMs
  /** True between the regular close and the end of late trading. */
  readonly afterHours: boolean
  /** True between the start of early trading and the regular open. */
  readonly earlyHours: boolean
  /** By lower-case exchange name: `nyse`, `nasdaq`, `otc`. */
  readonly exchanges: Readonly<Record<string, MarketSession>>
  /** By index group: `s_and_p`, `dow_jones`, … */
  readonly indices: Readonly<Record<string, MarketSession>>
}

/** A day on which an exchange does not open, or closes early. */
export interface MarketHoliday {
  /** `YYYY-MM-DD`, US Eastern. */
  readonly date: string
  readonly exchange: string
  readonly name: string
  readonly status: 'closed' | 'early-close'
  /** Only with `early-close`, epoch ms. */
  readonly open?: EpochMs | undefined
  readonly close?: EpochMs | undefined
}
