import { useEffect, useState } from 'react'

export type MarketKind = 'unknown' | 'live' | 'simulated'

/** What stands behind the proxy; of a simulator faults can be asked. */
export function useMarketKind(): MarketKind {
  const [kind, setKind] = useState<MarketKind>('unknown')
  useEffect(() => {
    const controller = new AbortController()
    fetch('/api/info', { signal: controller.signal })
      .then((response) => response.json())
      .then((info: unknown) => setKind(isSimulatorInfo(info) ? 'simulated' : 'live'))
      // another server than ours may know no such route: then there is nothing to offer
      .catch(() => undefined)
    return () => controller.abort()
  }, [])
  return kind
}

function isSimulatorInfo(info: unknown): boolean {
  return typeof info === 'object' && info !== null && 'simulator' in info && info.simulator === true
}
