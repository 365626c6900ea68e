/** The environment of a process that is not a test runner's: under its `NODE_ENV` builds are React's development ones. */
export function outsideEnvironment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _, VITEST: __, ...outside } = process.env
  return outside
}
