import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unreadPaths } from './sample-members.ts'
import { samplesFolder } from './samples-folder.ts'
import { SAMPLES } from './sample-table.ts'

/** What of the vendor's answers turns into nothing, and why. */
const LEFT_OUT: readonly (readonly [reason: string, paths: RegExp])[] = [
  ['of the answer, not of the market', /^(status|request_id(\..*)?|next_url|count|queryCount|resultsCount|ticker)$/],
  ['asked for as it is', /^adjusted$/],
  ['told by the class of the type', /(^|\.)(ev|type|error|locale|status|message)$/],
  ['read into a window or a fixed hour', /(^|\.)(s|e|t|from)$/],
  ['the day of a bar of the stream, for the audits', /^(av|op|a|z)$/],
  [
    'sessions beside the regular one',
    /(early|late|regular)_trading_change|preMarket|afterHours|market_status|^currencies/,
  ],
  ['who quoted or traded what a quote shows', /^(bx|ax)$|(_exchange|last_trade\.(exchange|conditions|id))$/],
  ['the same of stocks', /lastTrade\.[cix]$|^results\.[xX]$|^(c|i)$/],
  ['tape, report facility and order of quotes', /(^|results\.)(z|tape|r|q|sequence_number|conditions)$/],
  ['when a part was told: the newest is', /(last_updated|timeframe|updated|lastTrade\.t|participant_timestamp|\.y)$/],
  ['bars inside of snapshots', /(last_minute|\.min|prevDay|aggregates)\.|^(tickers|ticker)\.day\.vw$/],
  ['derived from others', /change_to_break_even|underlying_asset\.(price|timeframe)|underlying\.url/],
  ['names of what the ticker tells', /^results\.(name|i)$/],
  ['the fair value, of business plans', /fmv/],
  ['what an index has beside the value', /^results\.values\.(signal|histogram)$/],
  ['the contract beside its terms', /cfi$|primary_exchange$|additional_underlyings/],
  ['rules for those who build bars', /update_rules|data_types|legacy/],
  [
    'companies and venues beside their names',
    /^results\.(active|address|branding|cik|composite_figi|currency_name|description|homepage_url|list_date|market_cap|phone_number|round_lot|share_class|sic_|total_employees|weighted_|last_updated_utc|asset_class|participant_id|url)/,
  ],
]

// a row with a typing error, and the client's own messages
const files = Object.entries(SAMPLES).filter(
  ([file, { rejected }]) => rejected === undefined && !file.startsWith('ws-client'),
)

describe.runIf(existsSync(samplesFolder))('members of the vendor samples', () => {
  const unread = (file: string): readonly string[] => {
    const body: unknown = JSON.parse(readFileSync(join(samplesFolder, file), 'utf8'))
    return unreadPaths(body, SAMPLES[file]?.read(body).values)
  }

  it.each(files)('%s: what is left out is left out on purpose', (file) => {
    expect(unread(file).filter((path) => !LEFT_OUT.some(([, paths]) => paths.test(path)))).toEqual([])
  })

  it('leaves nothing out on purpose that is read', () => {
    const all = files.flatMap(([file]) => unread(file))
    expect(LEFT_OUT.filter(([, paths]) => !all.some((path) => paths.test(path)))).toEqual([])
  })
})
