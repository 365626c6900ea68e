import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import bundled, { inflate, setupLambdaEnvironment } from '@sparticuz/chromium'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'

const INSTALLED = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
  // the tests' pages stay in front of nobody: without these Chromium slows their timers and frames
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
]

export interface BrowserOptions {
  /** More command-line flags. */
  readonly flags?: readonly string[]
}

/** Starts `CHROME_PATH`, an installed Chrome or Chromium, or else the one that npm brought. */
export async function launchBrowser({ flags = [] }: BrowserOptions = {}): Promise<Browser> {
  const args = [...FLAGS, ...flags]
  const installed = [process.env.CHROME_PATH, ...INSTALLED].find((path) => path !== undefined && existsSync(path))
  if (installed !== undefined) return chromium.launch({ executablePath: installed, args })

  setFontPath()
  const executablePath = await bundled.executablePath()
  try {
    return await chromium.launch({ executablePath, args })
  } catch (error) {
    if (!String(error).includes('shared libraries')) throw error
    // a bare machine has no libnss3 and its like; the package carries them too
    await inflate(join(import.meta.dirname, '../../node_modules/@sparticuz/chromium/bin/al2023.tar.br'))
    setupLambdaEnvironment(join(tmpdir(), 'al2023', 'lib'))
    return chromium.launch({ executablePath, args })
  }
}

// a bare machine has no fonts, and pictures should look alike on all others
function setFontPath(): void {
  process.env.FONTCONFIG_PATH ??= join(tmpdir(), 'fonts')
}
