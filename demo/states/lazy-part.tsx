import { Component, Suspense } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { Notice } from '../cells/notice.tsx'

interface LazyPartProps {
  /** What is fetched, as a sentence begins: `The developer panel`. */
  readonly name: string
  readonly children: ReactNode
}

/** A part of the page that is fetched when it is needed; where that fails, the rest of the desk goes on. */
export class LazyPart extends Component<LazyPartProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactElement {
    const { name, children } = this.props
    if (!this.state.hasFailed) return <Suspense>{children}</Suspense>
    return (
      <Notice kind="bad" title={`${name} could not be loaded`}>
        Check the network and reload the page.
      </Notice>
    )
  }
}
