/** Under which the viewer's choices are kept. */
export const DESK_STORAGE_KEY = 'options-desk'
