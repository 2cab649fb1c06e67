/** Tells people who look elsewhere that they are needed: the tab's title and picture, a sound, a notification. */
import type { NeedItem, NeedsYou } from '@congky/shared'
import { computed, effect, signal } from '@preact/signals'
import { readChoice, storeChoice } from '../choices.ts'
import { isConnected, status } from '../live.ts'
import { pages } from '../pages.ts'
import { route } from '../router.ts'
import { isLoggedIn } from '../session.ts'
import { say } from '../text.ts'
import { beep, wakeSound } from './beep.ts'
import { notify } from './browser-notice.ts'
import { drawFavicon, type FaviconMark } from './favicon.ts'
import { QuietRepeats } from './quiet-repeats.ts'

/** Chosen in this browser, for this browser. */
export const isSoundOn = signal(readChoice('sound') === 'on')
export const isNoticeOn = signal(readChoice('notice') === 'on')

/** What a person has to do now; null until the gateway is known. */
export const needs = computed<NeedsYou | null>(() => status.value?.needs ?? null)

const urgentItems = computed(() => needs.value?.items.filter(({ urgency }) => urgency !== 'soon') ?? [])

/** A gateway that is being restarted is back sooner. */
const LOST_MS = 20_000
/** How often it is looked for what lasts. */
const LOOK_MS = 60_000

const LOST: NeedItem = {
  ...{ key: 'connection', urgency: 'stops-all', page: '' },
  title: { vi: 'Mất kết nối với cổng ký', en: 'The gateway does not answer' },
  next: { vi: 'Kiểm tra máy cổng ký và mạng.', en: 'Look at its host and the network.' },
}
const isLostForLong = signal(false)

function titleOf(place: string, mark: FaviconMark, count: number): string {
  switch (mark) {
    case 'lost':
      return `${place} — ${say('mất kết nối', 'no connection')}`
    case 'needs-you':
      return `(${count}) ${place} — ${say('cần bạn', 'needs you')}`
    case 'paused':
      return `${place} — ${say('tạm dừng', 'paused')}`
    case 'none':
      return place
  }
}

function markNow(): FaviconMark {
  if (!isLoggedIn.value) return 'none'
  if (!isConnected.value) return 'lost'
  const level = needs.value?.level
  return level === 'needs-you' || level === 'paused' ? level : 'none'
}

function markTab(): void {
  const page = pages.find(({ path }) => path === `/${route.value.segments[0] ?? ''}`)
  const home = say('Cổng ký', 'Gateway')
  const title = isLoggedIn.value ? (page?.title() ?? home) : say('Đăng nhập', 'Log in')
  const place = title === home ? home : `${title} · ${home}`
  const mark = markNow()
  const count = urgentItems.value.length
  document.title = titleOf(place, mark, count)
  drawFavicon(mark, count)
}

const quiet = new QuietRepeats()

function announce(): void {
  if (!isLoggedIn.value) quiet.forget()
  if (!isLoggedIn.value || needs.value === null) return
  const items = isLostForLong.value ? [LOST, ...urgentItems.value] : urgentItems.value
  const due = quiet.look(
    items.map(({ key }) => key),
    Date.now(),
  )
  if (due.length === 0) return
  if (isSoundOn.peek()) beep()
  if (isNoticeOn.peek()) notify(items.filter(({ key }) => due.includes(key)))
}

/** Begins; once, when the console starts. */
export function drawAttention(): void {
  effect(() => storeChoice('sound', isSoundOn.value ? 'on' : 'off'))
  effect(() => storeChoice('notice', isNoticeOn.value ? 'on' : 'off'))
  effect(markTab)
  effect(() => {
    if (isConnected.value) {
      isLostForLong.value = false
      return
    }
    const timer = setTimeout(() => {
      isLostForLong.value = true
    }, LOST_MS)
    return () => clearTimeout(timer)
  })
  effect(announce)
  setInterval(announce, LOOK_MS)
  addEventListener('pointerdown', () => isSoundOn.value && wakeSound(), { passive: true })
}
