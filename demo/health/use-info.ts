import { useEffect, useState } from 'react'

/** Whether a simulator stands behind the proxy, so that faults can be offered. */
export function useIsSimulator(): boolean {
  const [isSimulator, setSimulator] = useState(false)
  useEffect(() => {
    const controller = new AbortController()
    fetch('/api/info', { signal: controller.signal })
      .then((response) => response.json())
      .then((info: unknown) => setSimulator(isSimulatorInfo(info)))
      // another server than ours may know no such route: then there is nothing to offer
      .catch(() => undefined)
    return () => controller.abort()
  }, [])
  return isSimulator
}

function isSimulatorInfo(info: unknown): boolean {
  return typeof info === 'object' && info !== null && 'simulator' in info && info.simulator === true
}
