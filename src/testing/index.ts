export {
  aggregate,
  cacheHealth,
  endpointHealth,
  healthEvent,
  indicatorSeries,
  marketDataHealth,
  marketHoliday,
  marketStatus,
  optionContract,
  optionDay,
  optionsChain,
  quote,
  quoteBatch,
  quotePatch,
  restHealth,
  TEST_NOW,
  tickerMatch,
  tokenHealth,
  trade,
} from './builders.ts'
export { createSimulator } from './create-simulator.ts'
export type { Simulator, SimulatorOptions } from '../../simulator/index.ts'
export { createFakeClock } from './fake-clock.ts'
export type { FakeClock, FakeClockOptions } from './fake-clock.ts'
export { createFakeMassive } from './fake-massive.ts'
export type { FakeMassive, FakeMassiveOptions } from './fake-massive.ts'
export type { FakeCall, FakeMethod } from './fake-answers.ts'
export type { ScriptStep } from './fake-script.ts'
export { createRecorder } from './recorder.ts'
export type { Recorder, RecorderOptions } from './recorder.ts'
export { createReplay } from './replay.ts'
export type { PlayOptions, Replay, ReplayOptions } from './replay.ts'
export { sessionFromText, sessionToText } from './session.ts'
export type { RecordedFrame, RecordedSession } from './session.ts'
