import type { Simulator, SimulatorOptions } from '../../simulator/index.ts'

/**
 * The stand-in for Massive of 'massive-market-data/simulator', for integration tests in Node. Its servers are fetched
 * when it is called, so that this entry loads in a browser, too.
 *
 * @throws ConfigurationError for an option that cannot be
 * @example const simulator = await createSimulator({ seed: 1, ticksPerSecond: 500 })
 */
export async function createSimulator(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await import(/* webpackIgnore: true */ '../../simulator/index.ts')
  return simulator.createSimulator(options)
}
