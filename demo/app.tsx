import { lazy, useState } from 'react'
import type { ReactElement } from 'react'
import { DeskGrid } from './desk/desk-grid.tsx'
import { DeskTabs } from './desk/desk-tabs.tsx'
import { useMediaQuery } from './desk/use-media-query.ts'
import { Header } from './header/header.tsx'
import { ConditionBanner } from './states/condition-banner.tsx'
import { LazyPart } from './states/lazy-part.tsx'

const DevPanel = lazy(async () => import('./dev-panel.tsx').then((module) => ({ default: module.DevPanel })))

/** The whole page: all panels side by side where there is room, tabs where there is not. */
export function App(): ReactElement {
  const isWide = useMediaQuery('(min-width: 900px)')
  const [isInspecting, setInspecting] = useState(false)
  return (
    <div className="desk">
      <Header isInspecting={isInspecting} onInspect={() => setInspecting((is) => !is)} />
      <ConditionBanner />
      {isWide ? <DeskGrid /> : <DeskTabs />}
      {isInspecting && (
        <LazyPart name="The developer panel">
          <DevPanel />
        </LazyPart>
      )}
    </div>
  )
}
