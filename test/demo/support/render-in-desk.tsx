import { act, render } from '@testing-library/react'
import type { RenderResult } from '@testing-library/react'
import type { ReactNode } from 'react'
import { DeskProvider } from '../../../demo/desk/desk-context.tsx'
import { MassiveProvider } from '../../../src/react/MassiveProvider.tsx'
import { createFakeMassive } from '../../../src/testing/fake-massive.ts'
import type { FakeMassive } from '../../../src/testing/fake-massive.ts'

/** A part of the page on a provider in memory. */
export function renderInDesk(part: ReactNode, prepare: (fake: FakeMassive) => void = () => {}) {
  const fake = createFakeMassive()
  prepare(fake)
  const view: RenderResult = render(
    <MassiveProvider provider={fake.massive}>
      <DeskProvider>{part}</DeskProvider>
    </MassiveProvider>,
  )
  return { fake, view }
}

/** Lets promises settle inside React's batch. */
export const settle = (): Promise<void> => act(async () => {})
