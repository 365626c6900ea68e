import { MassiveREST } from '../../adapters/rest/rest.ts'
import { createRestContext } from '../../adapters/rest/rest-context.ts'
import { chainRowSchema, toChainRow } from '../../domain/massive/rest-contracts.ts'
import { print, quantileOf, startServers, timed } from './rest-bench.ts'
import type { BenchServers, Figure } from './rest-bench.ts'

/* How long a chain of about 3,000 contracts takes, against one walk from page to page. */

const ROUNDS = 5
/** On loopback, where simulator and proxy share one core, and as far as a vendor usually is. */
const LATENCIES_MS = [0, 100]
/** Leaves about 3,000 of the simulator's SPY contracts. */
const STRIKES = { from: 620, to: 750 }

// a strike bound that no contract touches makes each question a new one, so that no cache answers it
let questions = 0
const freshBound = (): number => STRIKES.from + ++questions / 1_000_000

async function inSpans(rest: MassiveREST): Promise<number> {
  const chain = await rest.getOptionsChain('SPY', { strikeFrom: freshBound(), strikeTo: STRIKES.to })
  if (!chain.complete) throw new Error('The chain is incomplete')
  return chain.contracts.length
}

/** What most clients do: follow `next_url` to the end. */
async function pageByPage({ restOptions }: BenchServers): Promise<{ contracts: number; pages: number }> {
  const context = createRestContext(restOptions)
  const query = {
    'strike_price.gte': freshBound(),
    'strike_price.lte': STRIKES.to,
    sort: 'expiration_date',
    order: 'asc',
    limit: 250,
  }
  let contracts = 0
  let pages = 0
  for await (const page of context.pages({ path: 'v3/snapshot/options/SPY', query }, chainRowSchema, { left: 100 })) {
    contracts += page.rows.map((row) => toChainRow(row, Date.now())).length
    pages++
  }
  return { contracts, pages }
}

const servers = await startServers()
const figures: Figure[] = []
try {
  const rest = new MassiveREST(servers.restOptions)
  const contracts = await inSpans(rest)
  const walked = await pageByPage(servers)
  if (walked.contracts !== contracts)
    throw new Error(`${contracts} contracts in spans, ${walked.contracts} page by page`)
  figures.push(
    { name: 'contracts', value: contracts, unit: 'contracts' },
    { name: 'pages of 250', value: walked.pages, unit: 'pages' },
  )
  for (const latencyMs of LATENCIES_MS) {
    await servers.slow(latencyMs)
    const parallel: number[] = []
    const sequential: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      parallel.push(await timed(() => inSpans(rest)))
      sequential.push(await timed(() => pageByPage(servers)))
    }
    const [parallelMs, sequentialMs] = [quantileOf(parallel, 0.5), quantileOf(sequential, 0.5)]
    const at = `vendor ${latencyMs} ms away`
    figures.push(
      { name: `in parallel spans, ${at}`, value: parallelMs, unit: 'ms' },
      { name: `page by page, ${at}`, value: sequentialMs, unit: 'ms' },
      { name: `times faster, ${at}`, value: sequentialMs / parallelMs, unit: 'x' },
    )
  }
} finally {
  servers.stop()
}
print('load a 3,000-contract chain (medians)', figures)
