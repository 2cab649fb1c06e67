/** Every page of the console, in both languages: nothing for axe to find, nothing wider than a phone, no fault. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { approverViews, views } from '../screenshots/views.ts'
import { ADMIN, APPROVER, AUDITOR, type BusyOffice, openBusyOffice } from '../support/busy-office.ts'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'

let folder: string
let office: BusyOffice
let browser: ConsoleBrowser

beforeAll(async () => {
  folder = makeFolder('console-pages')
  office = await openBusyOffice(folder, { withCustoms: true, withCertificates: true, withApprovals: true })
  browser = await ConsoleBrowser.start()
})
afterAll(async () => {
  await browser?.close()
  await office?.stop()
  removeFolder(folder)
})

/** Types the address of a page, or clicks a link to it; a dialog of the view before is closed either way. */
const WAYS = {
  'by their addresses': async ({ page }: Visit, path: string) => {
    await page.goto(`${office.gateway.url}/${path}`)
    // What differs behind the # only loads nothing anew.
    await page.reload()
  },
  'from one to the next': async ({ page }: Visit, path: string) => {
    await page.goto(`${office.gateway.url}/#/nowhere`)
    await page.locator('#content .empty, .gate form').first().waitFor()
    await page.goto(`${office.gateway.url}/${path}`)
  },
}

// Colours do not depend on the language, nor does the width: two walks meet all of them.
describe.each([
  { who: ADMIN, seen: views, language: 'vi', theme: 'dark', width: 390, way: 'by their addresses' },
  { who: ADMIN, seen: views, language: 'en', theme: 'light', width: 1280, way: 'from one to the next' },
  { who: APPROVER, seen: approverViews, language: 'vi', theme: 'dark', width: 390, way: 'by their addresses' },
] as const)('$who.role: in $language, $theme, $width px wide, $way', ({ who, seen, way, ...form }) => {
  test('axe finds nothing, nothing is cut off, and no page breaks its policy', async () => {
    const visit = await browser.visit(office.gateway.url, form)
    const faults: string[] = []
    for (const view of seen) {
      await WAYS[way](visit, view.path)
      if (view.isInside && (await visit.isAtDoor())) await visit.login(who.name, who.password)
      await visit.settled()
      await view.prepare?.(visit.page)
      const found = await visit.accessibilityFaults()
      const tooWide = await visit.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      faults.push(...found.map((fault) => `${view.name}: ${fault}`))
      if (tooWide > 0) faults.push(`${view.name}: ${tooWide} px wider than the window`)
    }
    expect(faults).toEqual([])
    await visit.close()
  })
})

test('an auditor sees the pages of that role, and nothing to change the configuration with', async () => {
  const visit = await browser.visit(office.gateway.url)
  await visit.login(AUDITOR.name, AUDITOR.password)
  for (const view of views.filter(({ isInside }) => isInside)) {
    await visit.go(view.path.slice(1))
    await visit.page.locator('#content h1, #content .empty').first().waitFor()
  }
  await visit.close()
})

test('the console is reached, walked and left with the keyboard alone', async () => {
  const visit = await browser.visit(office.gateway.url)
  const { page } = visit
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')
  await page.locator('input:focus').waitFor()
  await page.keyboard.type(ADMIN.name)
  await page.keyboard.press('Tab')
  await page.keyboard.type(ADMIN.password)
  await page.keyboard.press('Enter')
  await page.locator('#content').waitFor()

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await page.keyboard.press('Tab')
  expect(await focused()).toBe('Tới nội dung chính')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('content')

  // Every page of the menu opens with Enter, and reading goes on at the page itself.
  const links = await page.locator('.side nav a').count()
  for (let at = 0; at < links; at++) {
    await page.locator('.side nav a').nth(at).focus()
    await page.keyboard.press('Enter')
    await page.locator('.side nav a').nth(at).and(page.locator('[aria-current=page]')).waitFor()
    // The first is the page that is open already.
    if (at > 0) await page.locator('#content:focus').waitFor()
  }
  await page.getByRole('button', { name: 'Đăng xuất' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Tên tài khoản').waitFor()
  await visit.close()
})
