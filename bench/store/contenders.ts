import type { Contender } from './contender.ts'

/** Peers are plain modules whose packages live in bench/ alone. */
const peer = async (file: string, create: string): Promise<Contender> => {
  const module: unknown = await import(`./peers/${file}.mjs`)
  const factory: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, create) : undefined
  if (!isFactory(factory)) throw new TypeError(`peers/${file}.mjs exports no ${create}`)
  return factory()
}

function isFactory(value: unknown): value is () => Promise<Contender> {
  return typeof value === 'function'
}

/** By the name that results carry. The limits come first, ours second. */
export const CONTENDERS: Readonly<Record<string, () => Promise<Contender>>> = {
  'JSON.parse only': async () => (await import('./limits.ts')).createParseOnly(),
  'parse + Map.set': async () => (await import('./limits.ts')).createParseAndMap(),
  'massive-market-data': async () => (await import('./ours.ts')).createContender(),
  'zustand+immer, a set a tick': () => peer('zustand', 'createPerTick'),
  'zustand+immer, batched': () => peer('zustand', 'createBatched'),
  'zustand, a spread a flush': () => peer('zustand', 'createSpread'),
  'Redux Toolkit slice, batched': () => peer('redux-toolkit', 'createSliceBatched'),
  'RTK Query, batched': () => peer('redux-toolkit', 'createQueryBatched'),
  'query-core, batched': () => peer('query-core', 'createBatched'),
  'jotai, batched': () => peer('jotai', 'createBatched'),
  'mobx, batched': () => peer('mobx', 'createBatched'),
}
