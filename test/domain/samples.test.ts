import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { SAMPLES } from './sample-table.ts'
import { samplesFolder } from './samples-folder.ts'

const isThere = existsSync(samplesFolder)

describe('the vendor samples', () => {
  it.skipIf(!isThere)(
    `lie in ${samplesFolder} (or where MASSIVE_SAMPLES says) and are all covered by the table`,
    () => {
      const files = readdirSync(samplesFolder).filter((file) => file.endsWith('.json'))
      expect(Object.keys(SAMPLES).sort()).toEqual(files.sort())
    },
  )

  it.runIf(isThere).each(Object.entries(SAMPLES))(
    '%s keeps its values and its rows, but for defects',
    (file, sample) => {
      const body: unknown = JSON.parse(readFileSync(join(samplesFolder, file), 'utf8'))
      const { rejected, values } = sample.read(body)
      expect(rejected).toBe(sample.rejected ?? 0)
      expect({ values }).toMatchObject({ values: sample.values })
    },
  )
})
