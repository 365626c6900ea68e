import type { Page } from 'playwright-core'

/** What a screen reader would have said while the page's clock moved on by so many seconds. */
export function announcementsDuring(page: Page, seconds: number): Promise<readonly string[]> {
  return page.evaluate(collectAnnouncements, seconds)
}

/** Runs in the page. */
function collectAnnouncements(seconds: number): Promise<readonly string[]> {
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
  const clock = document.querySelector('.clock time')
  return new Promise((resolve) => {
    let left = seconds
    const regions = new MutationObserver(listen)
    regions.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true })
    const ticks = new MutationObserver(() => {
      left -= 1
      if (left > 0) return
      regions.disconnect()
      ticks.disconnect()
      resolve(said)
    })
    if (clock !== null) ticks.observe(clock, { subtree: true, characterData: true, childList: true })
  })
}
