import { Component, Suspense } from 'react'
import type { ReactElement, ReactNode } from 'react'
import { Notice } from '../cells/notice.tsx'

interface LazyPartProps {
  /** What is fetched, as a sentence begins: `The chart`. */
  readonly name: string
  /** Stands in its place until it is there. */
  readonly placeholder?: ReactNode
  readonly children: ReactNode
}

/** A part of the page that is fetched when it is needed; where that fails, the rest of the desk goes on. */
export class LazyPart extends Component<LazyPartProps, { readonly hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { readonly hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactElement {
    const { name, placeholder, children } = this.props
    if (!this.state.hasFailed) return <Suspense fallback={placeholder}>{children}</Suspense>
    return (
      <Notice kind="bad" title={`${name} could not be loaded`}>
        Check the network and reload the page.
      </Notice>
    )
  }
}
