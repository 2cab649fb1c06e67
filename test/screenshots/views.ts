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
  {
    ...{ name: 'home-bell', path: '#/', isInside: true },
    prepare: (page) => page.getByRole('button', { name: /^(Báo cho tôi|Alert me)$/ }).click(),
  },
  ...['signing', 'limits', 'connection', 'profiles', 'users', 'backup', 'about'].map((part) => ({
    ...{ name: `settings-${part}`, path: `#/settings/${part}`, isInside: true },
  })),
  {
    ...{ name: 'settings-log', path: '#/settings/log', isInside: true },
    prepare: (page) => page.locator('.log li').first().waitFor(),
  },
  {
    ...{ name: 'settings-profile', path: '#/settings/profiles', isInside: true },
    prepare: (page) => page.locator('.card .button').last().click(),
  },
  {
    ...{ name: 'settings-user', path: '#/settings/users', isInside: true },
    prepare: (page) =>
      page
        .getByRole('button', { name: 'Xem' })
        .or(page.getByRole('button', { name: 'Open' }))
        .last()
        .click(),
  },
  {
    ...{ name: 'settings-doctor', path: '#/settings/about', isInside: true },
    prepare: async (page) => {
      await page.getByRole('button', { name: /^(Kiểm tra ngay|Check now)$/ }).click()
      await page.locator('.finding').first().waitFor()
    },
  },
  { name: 'account', path: '#/account', isInside: true },
]
