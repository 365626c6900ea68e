import { describe, expect, it } from 'vitest'
import { Inbox } from '../../../proxy/upstream/inbox.ts'

function createWorld(limitBytes = 10) {
  const processed: string[] = []
  const deferred: (() => void)[] = []
  let overflows = 0
  const inbox = new Inbox({
    process: (frame) => processed.push(frame.toString()),
    onOverflow: () => (overflows += 1),
    limitBytes,
    defer: (task) => deferred.push(task),
  })
  return {
    inbox,
    processed,
    deferred,
    push: (text: string) => inbox.push(Buffer.from(text)),
    work: () => deferred.splice(0).forEach((task) => task()),
    overflows: () => overflows,
  }
}

describe('inbox', () => {
  it('takes frames at once and works them off later, in order', () => {
    const { push, work, processed, deferred, inbox } = createWorld()
    push('one')
    push('two')
    expect(processed).toEqual([])
    expect(deferred).toHaveLength(1)

    work()

    expect(processed).toEqual(['one', 'two'])
    expect(inbox.bytes).toBe(0)
  })

  it('throws away what waits when it runs over, tells so once, and goes on with the newest', () => {
    const { push, work, processed, inbox, overflows } = createWorld(10)
    push('12345')
    push('67890')
    expect(overflows()).toBe(0)

    push('new')
    expect(overflows()).toBe(1)
    expect(inbox.bytes).toBe(3)
    work()

    expect(processed).toEqual(['new'])
  })

  it('is drained before the end is told, and takes nothing in any more', () => {
    const { push, work, processed, inbox } = createWorld()
    push('one')
    inbox.drain(() => processed.push('end'))
    push('late')
    work()

    expect(processed).toEqual(['one', 'end'])
  })

  it('does nothing any more once stopped, not even what was scheduled', () => {
    const { push, work, processed, inbox, deferred } = createWorld()
    push('one')
    inbox.stop()
    work()
    push('two')

    expect(processed).toEqual([])
    expect(deferred).toEqual([])
  })
})
