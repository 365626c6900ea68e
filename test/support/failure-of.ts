/** The error a promise is rejected with; listens from the start, so that moving the clock leaves nothing unhandled. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
    throw new TypeError(`Rejected with something that is no error: ${String(error)}`, { cause: error })
  }
  throw new Error('Expected a rejection, but the promise was fulfilled')
}
