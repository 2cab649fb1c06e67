/**
 * Pictures of every page of the console, as people see it: wide and on a phone, light and dark, in both languages.
 * Run by `npm run screenshots [part of a name …]`, which takes only the pictures whose name holds all the parts.
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ADMIN, APPROVER, openBusyOffice } from '../support/busy-office.ts'
import { ConsoleBrowser, type Visit } from '../support/console-browser.ts'
import { makeFolder, removeFolder } from '../support/folder.ts'
import { approverViews, type View, views } from './views.ts'

const wanted = process.argv.slice(2)
const folder = join(process.cwd(), 'screenshots')
const PHONE = { width: 390, height: 844 }
const DESKTOP = { width: 1280, height: 860 }

const forms = (['vi', 'en'] as const).flatMap((language) =>
  (['light', 'dark'] as const).flatMap((theme) =>
    [
      { device: 'desktop', ...DESKTOP },
      { device: 'phone', ...PHONE },
    ].map((size) => ({ language, theme, ...size })),
  ),
)

async function isShown(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.skeleton') === null)
}

interface Person {
  readonly who: { readonly name: string; readonly password: string }
  readonly views: readonly View[]
}

const people: readonly Person[] = [
  { who: ADMIN, views },
  { who: APPROVER, views: approverViews },
]

type Form = (typeof forms)[number]

const nameOf = (view: View, form: Form) => `${view.name}-${form.device}-${form.theme}-${form.language}`
const isWanted = (view: View, form: Form) => wanted.every((part) => nameOf(view, form).includes(part))

async function takeAll(visit: Visit, url: string, form: Form, { who, views }: Person): Promise<number> {
  let count = 0
  for (const view of views.filter((one) => isWanted(one, form))) {
    await visit.page.goto(`${url}/${view.path}`)
    // An address that differs behind the # only loads nothing anew: a dialog of the picture before would stay open.
    await visit.page.reload()
    if (view.isInside && (await visit.isAtDoor())) await visit.login(who.name, who.password)
    await visit.settled()
    await isShown(visit.page)
    await view.prepare?.(visit.page)
    await isShown(visit.page)
    // A dialog lies over what the window shows; of everything else the whole length is wanted.
    const fullPage = (await visit.page.locator('dialog[open]').count()) === 0
    if (fullPage) await visit.page.evaluate(() => window.scrollTo(0, 0))
    await visit.page.screenshot({ path: join(folder, `${nameOf(view, form)}.png`), fullPage })
    count++
  }
  return count
}

const state = makeFolder('screenshots')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const office = await openBusyOffice(state, { withCustoms: true, withCertificates: true, withApprovals: true })
const browser = await ConsoleBrowser.start()
try {
  let count = 0
  for (const form of forms) {
    for (const person of people.filter((one) => one.views.some((view) => isWanted(view, form)))) {
      const visit = await browser.visit(office.gateway.url, form)
      count += await takeAll(visit, office.gateway.url, form, person)
      await visit.close()
    }
    console.log(`${form.device} ${form.theme} ${form.language}: ${count}`)
  }
  console.log(`${count} pictures in ${folder}`)
} finally {
  await browser.close()
  await office.stop()
  removeFolder(state)
}
