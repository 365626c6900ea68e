/* What the vendor answers, as far as its client's users read it. Everything may be missing: plans differ. */

/** A list's envelope. */
export interface VendorList<TRow> {
  readonly status?: string
  readonly request_id?: string
  readonly results?: readonly TRow[]
  readonly count?: number
  /** Absent once all pages were joined. */
  readonly next_url?: string
}

/** A single result's envelope. */
export interface VendorOne<TResult> {
  readonly status?: string
  readonly request_id?: string
  readonly results?: TResult
}

export interface VendorBar {
  readonly t?: number
  readonly o?: number
  readonly h?: number
  readonly l?: number
  readonly c?: number
  readonly v?: number
  readonly vw?: number
  readonly n?: number
  readonly T?: string
}

export interface VendorAggregates extends VendorList<VendorBar> {
  readonly ticker?: string
  readonly adjusted?: boolean
  readonly queryCount?: number
  readonly resultsCount?: number
}

export interface VendorSnapshot {
  readonly ticker?: string
  readonly type?: string
  readonly name?: string
  readonly value?: number
  readonly market_status?: string
  readonly timeframe?: string
  readonly last_updated?: number
  readonly session?: VendorSession
  readonly last_quote?: VendorQuote
  readonly last_trade?: VendorTrade
  readonly error?: string
  readonly message?: string
}

export interface VendorSession {
  readonly open?: number
  readonly high?: number
  readonly low?: number
  readonly close?: number
  readonly previous_close?: number
  readonly change?: number
  readonly change_percent?: number
  readonly volume?: number
}

export interface VendorQuote {
  readonly bid?: number
  readonly ask?: number
  readonly bid_size?: number
  readonly ask_size?: number
  readonly midpoint?: number
  readonly last_updated?: number
  readonly timeframe?: string
}

export interface VendorTrade {
  readonly price?: number
  readonly size?: number
  readonly exchange?: number
  readonly conditions?: readonly number[]
  readonly sip_timestamp?: number
  readonly participant_timestamp?: number
  readonly sequence_number?: number
  readonly id?: string
}

export interface VendorContractSnapshot {
  readonly details?: VendorContract
  readonly break_even_price?: number
  readonly implied_volatility?: number
  readonly open_interest?: number
  readonly greeks?: {
    readonly delta?: number
    readonly gamma?: number
    readonly theta?: number
    readonly vega?: number
  }
  readonly day?: VendorSession & { readonly vwap?: number; readonly last_updated?: number }
  readonly last_quote?: VendorQuote
  readonly last_trade?: VendorTrade
  readonly underlying_asset?: { readonly ticker?: string; readonly price?: number; readonly value?: number }
}

export interface VendorContract {
  readonly ticker?: string
  readonly underlying_ticker?: string
  readonly contract_type?: string
  readonly exercise_style?: string
  readonly expiration_date?: string
  readonly strike_price?: number
  readonly shares_per_contract?: number
  readonly primary_exchange?: string
  readonly cfi?: string
}

export interface VendorIndicator {
  readonly values?: readonly { readonly timestamp?: number; readonly value?: number }[]
  readonly underlying?: { readonly url?: string }
}

export interface VendorTicker {
  readonly ticker?: string
  readonly name?: string
  readonly market?: string
  readonly locale?: string
  readonly type?: string
  readonly active?: boolean
  readonly primary_exchange?: string
}

export interface VendorMarketStatus {
  readonly market?: string
  readonly serverTime?: string
  readonly afterHours?: boolean
  readonly earlyHours?: boolean
  readonly exchanges?: Readonly<Record<string, string>>
  readonly currencies?: Readonly<Record<string, string>>
  readonly indicesGroups?: Readonly<Record<string, string>>
}

export interface VendorHoliday {
  readonly date?: string
  readonly exchange?: string
  readonly name?: string
  readonly status?: string
  readonly open?: string
  readonly close?: string
}

export interface VendorStockSnapshot {
  readonly status?: string
  readonly request_id?: string
  readonly ticker?: Readonly<Record<string, unknown>>
}

/** What each operation answers. */
export interface VendorAnswers {
  readonly getMarketStatus: VendorMarketStatus
  readonly getMarketHolidays: readonly VendorHoliday[]
  readonly getSnapshots: VendorList<VendorSnapshot>
  readonly getIndicesSnapshot: VendorList<VendorSnapshot>
  readonly getOptionsChain: VendorList<VendorContractSnapshot>
  readonly getOptionContract: VendorOne<VendorContractSnapshot>
  readonly getStocksSnapshotTicker: VendorStockSnapshot
  readonly getOptionsContract: VendorOne<VendorContract>
  readonly listOptionsContracts: VendorList<VendorContract>
  readonly listTickers: VendorList<VendorTicker>
  readonly getTicker: VendorOne<VendorTicker>
  readonly getStocksAggregates: VendorAggregates
  readonly getOptionsAggregates: VendorAggregates
  readonly getIndicesAggregates: VendorAggregates
  readonly getPreviousStocksAggregates: VendorAggregates
  readonly getPreviousOptionsAggregates: VendorAggregates
  readonly getPreviousIndicesAggregates: VendorAggregates
  readonly getStocksRSI: VendorOne<VendorIndicator>
  readonly getOptionsRSI: VendorOne<VendorIndicator>
  readonly getIndicesRSI: VendorOne<VendorIndicator>
  readonly getStocksTrades: VendorList<VendorTrade>
  readonly getOptionsTrades: VendorList<VendorTrade>
}
