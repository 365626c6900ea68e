import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { ENVIRONMENT } from '../../proxy/environment.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')
const { name, bin } = z
  .object({ name: z.string(), bin: z.record(z.string(), z.string()) })
  .parse(JSON.parse(read('package.json')))
const command = bin['massive-proxy']?.replace(/^\.\//, '')
const dockerfile = read('deploy/Dockerfile')
const unit = read('deploy/massive-proxy.service')

describe('the files to deploy with', () => {
  it('start what the package installs as massive-proxy', () => {
    expect(existsSync(new URL(String(command?.replace('dist/', '').replace(/js$/, 'ts')), root))).toBe(true)
    expect(dockerfile).toContain(`CMD ["node", "${command}"]`)
    expect(unit).toMatch(new RegExp(`^ExecStart=/usr/bin/node \\S+/node_modules/${name}/${command}$`, 'm'))
  })

  it.each([
    ['Dockerfile', /^ENV (.+)$/m.exec(dockerfile)?.[1]],
    ['systemd unit', /^Environment=(.+)$/m.exec(unit)?.[1]],
  ])('set variables in the %s that the proxy reads', (_, assignments = '') => {
    const names = assignments.split(' ').map((each) => each.split('=')[0] ?? '')
    const known = new Set(['NODE_ENV', ...Object.keys(ENVIRONMENT)])
    expect(names.length).toBeGreaterThan(3)
    expect(names.filter((each) => !known.has(each))).toEqual([])
  })

  it('keep what was installed for another system out of the image', () => {
    const ignored = read('.dockerignore').split('\n')
    for (const folder of ['**/node_modules', '.git', 'dist']) expect(ignored).toContain(folder)
  })
})
