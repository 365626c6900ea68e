/** Moves the focus to the element so many places before or after, among its siblings. */
export function focusSibling(element: Element, step: number): void {
  const siblings = [...(element.parentElement?.children ?? [])]
  const next = siblings[(siblings.indexOf(element) + step + siblings.length) % siblings.length]
  if (next instanceof HTMLElement) next.focus()
}
