/** How long a cell stays in each of its shades: strong, weak, gone. */
const SHADE_MS = 200

export type FlashDirection = 'up' | 'down'

let strong: HTMLElement[] = []
let weak: HTMLElement[] = []
let timer: ReturnType<typeof setTimeout> | undefined

/**
 * Lights a cell up, and lets it fade in two shades. All cells fade at the same beat: a smooth fade of each would have
 * the page painted anew at every frame for as long as anything ticks.
 */
export function lightUp(cell: HTMLElement, direction: FlashDirection): void {
  cell.dataset.flash = direction
  strong.push(cell)
  timer ??= setTimeout(fade, SHADE_MS)
}

function fade(): void {
  for (const cell of weak) delete cell.dataset.flash
  for (const cell of strong) cell.dataset.flash += '-weak'
  weak = strong
  strong = []
  timer = weak.length === 0 ? undefined : setTimeout(fade, SHADE_MS)
}
