interface ConditionRow {
  readonly id: number
  readonly type: string
  readonly name: string
  readonly asset_class: string
  readonly sip_mapping: Readonly<Record<string, string>>
  readonly data_types: readonly string[]
}

interface ExchangeRow {
  readonly id: number
  readonly type: string
  readonly asset_class: string
  readonly locale: string
  readonly name: string
  readonly mic?: string
  readonly operating_mic: string
}

const condition = (
  id: number,
  assetClass: string,
  name: string,
  sip: Readonly<Record<string, string>>,
): ConditionRow => ({
  id,
  name,
  type: 'sale_condition',
  asset_class: assetClass,
  sip_mapping: sip,
  data_types: ['trade'],
})

const exchange = (id: number, assetClass: string, name: string, mic: string, operating: string): ExchangeRow => ({
  id,
  type: 'exchange',
  asset_class: assetClass,
  locale: 'us',
  name,
  mic,
  operating_mic: operating,
})

/** The trade conditions that occur here. */
export const CONDITIONS: readonly ConditionRow[] = [
  condition(0, 'stocks', 'Regular Sale', { CTA: '@', UTP: '@' }),
  condition(12, 'stocks', 'Form T', { CTA: 'T', UTP: 'T' }),
  condition(37, 'stocks', 'Odd Lot Trade', { CTA: 'I', UTP: 'I' }),
  condition(201, 'options', 'Canceled Reported Late', { OPRA: 'B' }),
  condition(209, 'options', 'Automatic Execution', { OPRA: 'I' }),
  condition(227, 'options', 'Single Leg Auction Non ISO', { OPRA: 'a' }),
]

/** The exchanges whose ids occur here. */
export const EXCHANGES: readonly ExchangeRow[] = [
  exchange(4, 'stocks', 'FINRA NYSE TRF', 'FINY', 'XNYS'),
  exchange(8, 'stocks', 'Cboe EDGA', 'EDGA', 'XCBO'),
  exchange(10, 'stocks', 'New York Stock Exchange', 'XNYS', 'XNYS'),
  exchange(11, 'stocks', 'NYSE Arca, Inc.', 'ARCX', 'XNYS'),
  exchange(12, 'stocks', 'Nasdaq', 'XNAS', 'XNAS'),
  exchange(19, 'stocks', 'Cboe BZX', 'BATS', 'XCBO'),
  exchange(300, 'options', 'NYSE American Options', 'AMXO', 'XNYS'),
  exchange(301, 'options', 'BOX Options Exchange', 'XBOX', 'XBOX'),
  exchange(302, 'options', 'Cboe Options Exchange', 'XCBO', 'XCBO'),
  exchange(303, 'options', 'MIAX Emerald', 'EMLD', 'MIHI'),
  exchange(312, 'options', 'MIAX International Securities Exchange', 'XMIO', 'MIHI'),
  exchange(313, 'options', 'Nasdaq MRX', 'MCRY', 'XNAS'),
  exchange(316, 'options', 'Cboe BZX Options Exchange', 'BATO', 'XCBO'),
  exchange(322, 'options', 'Nasdaq Options Market', 'XNDQ', 'XNAS'),
]
