import { expect, it } from 'vitest'
import { ConfigurationError } from '../../../domain/errors.ts'
import { createSimulator } from '../../../src/testing/index.ts'

it('starts the stand-in for Massive beside the other test helpers', async () => {
  const simulator = await createSimulator({ apiKey: 'key', seed: 1 })
  const answer = await fetch(`${simulator.restUrl}/v1/marketstatus/now`, { headers: { authorization: 'Bearer key' } })
  await simulator.close()

  expect(answer.status).toBe(200)
  await expect(createSimulator({ seed: Number.NaN })).rejects.toThrow(ConfigurationError)
})
