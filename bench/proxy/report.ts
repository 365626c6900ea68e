import { availableParallelism, loadavg } from 'node:os'

export interface Row {
  readonly bench: string
  readonly name: string
  readonly value: number | null
  readonly unit: string
}

export interface Report {
  /** No sample, no figure: the value is null then. */
  add(name: string, value: number | null, unit: string, digits?: number): void
  /** Prints all rows, flat with `--json`, and what else the machine did. */
  print(): void
}

export function createReport(bench: string): Report {
  const rows: Row[] = []
  const [loadBefore = 0] = loadavg()

  function add(name: string, value: number | null, unit: string, digits = 0): void {
    rows.push({ bench, name, value: value === null ? null : Number(value.toFixed(digits)), unit })
  }

  return {
    add,
    print() {
      add('cores of the machine', availableParallelism(), 'cores')
      add('load of the machine before the run', loadBefore, 'processes', 1)
      if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(rows)}\n`)
      else for (const { name, value, unit } of rows) process.stdout.write(`${name.padEnd(56)} ${value} ${unit}\n`)
    },
  }
}

/** The middle one of several rounds; of an even number the mean of the two in the middle. */
export function median(values: readonly (number | null)[]): number | null {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [low, high] = [sorted[sorted.length % 2 === 0 ? middle - 1 : middle], sorted[middle]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
