import { useEffect, useState } from 'react'
import type { DeskCondition } from './desk-condition.ts'

/** A silent stream is opened anew every few seconds; the banner is to stand still meanwhile. */
const LINGER_MS: Readonly<Partial<Record<DeskCondition['name'], number>>> = { silent: 6_000, polling: 3_000 }

/** The condition; one that comes and goes stays for a while after it has gone. */
export function useLingering(condition: DeskCondition | undefined): DeskCondition | undefined {
  const [last, setLast] = useState(condition)
  const lingerMs = (condition === undefined && last !== undefined && LINGER_MS[last.name]) || 0
  useEffect(() => {
    const timer = setTimeout(() => setLast(condition), lingerMs)
    return () => clearTimeout(timer)
  }, [condition, lingerMs])
  return condition ?? (lingerMs > 0 ? last : undefined)
}
