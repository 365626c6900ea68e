import { print, quantileOf, startServers, timed } from './rest-bench.ts'

/* How long a refused token takes to be replaced, on loopback. */

const ROUNDS = 200
const LIMIT_MS = 100

const servers = await startServers()
const times: number[] = []
try {
  let token = await servers.tokens.getToken()
  for (let round = 0; round < ROUNDS; round++) {
    times.push(
      await timed(async () => {
        token = await servers.tokens.refresh(token)
      }),
    )
  }
} finally {
  servers.stop()
}
print('refresh a token', [
  { name: `p50 over ${ROUNDS}`, value: quantileOf(times, 0.5), unit: 'ms' },
  { name: `p99 over ${ROUNDS}`, value: quantileOf(times, 0.99), unit: 'ms', limit: { atMost: LIMIT_MS } },
])
