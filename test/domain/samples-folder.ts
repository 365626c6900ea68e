import { fileURLToPath } from 'node:url'

/** Where the vendor's samples are, if they are there. */
export const samplesFolder =
  process.env['MASSIVE_SAMPLES'] ?? fileURLToPath(new URL('../../../shared/massive-api/samples', import.meta.url))
