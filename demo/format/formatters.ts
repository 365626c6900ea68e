/**
 * A formatter that is made when it is first used, and kept: making one costs milliseconds, and a page that has no
 * price yet needs none.
 */
export function numberFormat(options: Intl.NumberFormatOptions): (value: number) => string {
  let made: Intl.NumberFormat | undefined
  return (value) => (made ??= new Intl.NumberFormat(undefined, options)).format(value)
}

/** The same for times, epoch ms; in the viewer's locale unless another is named. */
export function dateFormat(options: Intl.DateTimeFormatOptions, locale?: string): (at: number) => string {
  let made: Intl.DateTimeFormat | undefined
  return (at) => (made ??= new Intl.DateTimeFormat(locale, options)).format(at)
}
