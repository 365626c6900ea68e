import type { Page } from 'playwright-core'

/** Listens as a screen reader does from now on; the answer tells what it would have said so far. */
export async function listenToRegions(page: Page): Promise<() => Promise<readonly string[]>> {
  const said = await page.evaluateHandle(collectAnnouncements)
  return () => said.jsonValue()
}

/** What a screen reader would have said while the page's clock moved on by so many seconds. */
export async function announcementsDuring(page: Page, seconds: number): Promise<readonly string[]> {
  const said = await listenToRegions(page)
  await page.evaluate(waitForTicks, seconds)
  return said()
}

/** Runs in the page. */
function collectAnnouncements(): readonly string[] {
  const LIVE = '[role="status"], [role="alert"], [role="log"], [aria-live]:not([aria-live="off"])'
  const said: string[] = []
  const textOf = (region: Element): string => region.getAttribute('aria-label') ?? region.textContent
  const texts = new Map([...document.querySelectorAll(LIVE)].map((region) => [region, textOf(region)]))
  const listen = (): void => {
    for (const region of document.querySelectorAll(LIVE)) {
      const text = textOf(region)
      if (texts.get(region) !== text && text !== '') said.push(text)
      texts.set(region, text)
    }
  }
  const regions = new MutationObserver(listen)
  regions.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
  return said
}

/** Runs in the page. */
function waitForTicks(seconds: number): Promise<void> {
  const clock = document.querySelector('.clock time')
  return new Promise((resolve) => {
    let left = seconds
    const ticks = new MutationObserver(() => {
      left -= 1
      if (left > 0) return
      ticks.disconnect()
      resolve()
    })
    if (clock !== null) ticks.observe(clock, { subtree: true, characterData: true, childList: true })
  })
}
