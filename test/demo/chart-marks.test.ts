import { afterEach, expect, it, vi } from 'vitest'

const NOON = Date.parse('2026-11-20T17:05:00Z') / 1000

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** The axis as a viewer of that locale has it. */
async function marksIn(locale: string): Promise<readonly string[]> {
  const { DateTimeFormat } = Intl
  vi.resetModules()
  vi.stubGlobal('Intl', {
    ...Intl,
    DateTimeFormat: function inLocale(_: unknown, options: Intl.DateTimeFormatOptions) {
      return new DateTimeFormat(locale, options)
    },
  })
  const { tickMark } = await import('../../demo/chart/chart-theme.ts')
  return [2, 3].map((kind) => tickMark(NOON, kind))
}

it.each(['en-US', 'en-GB', 'de', 'fr-CA', 'lt', 'tr', 'ko', 'hu', 'ja', 'ar-EG'])(
  'the axis of times shows day, month, hours and minutes in full in %s',
  async (locale) => {
    const [day = '', time = ''] = await marksIn(locale)
    const parts = (options: Intl.DateTimeFormatOptions): readonly string[] =>
      new Intl.DateTimeFormat(locale, { timeZone: 'America/New_York', ...options })
        .formatToParts(NOON * 1000)
        .filter(({ type }) => type !== 'literal')
        .map(({ value }) => value)

    for (const part of parts({ day: 'numeric', month: 'short' })) expect(day).toContain(part)
    for (const part of parts({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })) expect(time).toContain(part)
  },
)
