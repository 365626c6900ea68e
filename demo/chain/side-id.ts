/** The id of the first figure of a row's side: what a reader is told of the active side, with its column's name. */
export const sideId = (index: number, side: 'call' | 'put'): string => `strike-${index}-${side}`
