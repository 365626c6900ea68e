import type { Locator, Page } from 'playwright-core'

/** True once the element is in sight, or merely there. */
export async function seen(locator: Locator, state: 'visible' | 'attached' = 'visible'): Promise<boolean> {
  await locator.first().waitFor({ state })
  return true
}

/** True once the element is away. */
export async function gone(locator: Locator): Promise<boolean> {
  await locator.waitFor({ state: 'detached' })
  return true
}

/** The text of an element, waited for until it is there. */
export async function textOf(page: Page, selector: string): Promise<string> {
  const text = await page.locator(selector).first().textContent()
  return text ?? ''
}

/** Resolves when the element's text is another than `before`. */
export async function changeOf(page: Page, selector: string, before: string): Promise<string> {
  await page.waitForFunction(
    ([query, old]) => {
      const text = document.querySelector(query ?? '')?.textContent
      return text !== undefined && text !== null && text !== '' && text !== old
    },
    [selector, before] as const,
  )
  return textOf(page, selector)
}

/** Resolves when the element is there and its text holds a digit. */
export async function figureIn(page: Page, selector: string): Promise<string> {
  await page.waitForFunction((query) => /\d/.test(document.querySelector(query)?.textContent ?? ''), selector)
  return textOf(page, selector)
}
