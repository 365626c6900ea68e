import type { Fault, FaultCall } from './faults.ts'

/** Starts a fault and, where it lasts, ends it in time, also when the page goes away before. */
export async function runFault({ start, end, lastsMs }: Fault): Promise<boolean> {
  const isTaken = await sendAll(start)
  if (!isTaken || end === undefined) return isTaken
  const finish = (): void => {
    clearTimeout(timer)
    removeEventListener('pagehide', finish)
    void sendAll(end)
  }
  const timer = setTimeout(finish, lastsMs)
  addEventListener('pagehide', finish)
  return true
}

async function sendAll(calls: readonly FaultCall[]): Promise<boolean> {
  const answers = await Promise.all(calls.map(send))
  return answers.every(Boolean)
}

async function send({ name, args }: FaultCall): Promise<boolean> {
  try {
    const response = await fetch(`/api/faults/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(args),
      keepalive: true,
    })
    return response.ok
  } catch {
    return false
  }
}
