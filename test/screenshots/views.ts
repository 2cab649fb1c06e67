/** What is looked at: every page of the console, some of them in a state that a click or two leads to. */
import type { Page } from 'playwright-core'

export interface View {
  readonly name: string
  /** Behind the gateway's address. */
  readonly path: string
  /** Whether one has to be logged in. */
  readonly isInside: boolean
  /** Brings the page into the state to look at. */
  readonly prepare?: (page: Page) => Promise<unknown>
}

export const views: readonly View[] = [
  { name: 'login', path: '', isInside: false },
  { name: 'home', path: '#/', isInside: true },
]
