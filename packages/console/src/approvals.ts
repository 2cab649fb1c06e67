/** What waits for the approval of whoever is logged in: for the menu, the home page, and the next document to read. */
import type { ApprovalPage } from '@congky/shared'
import { computed, effect, signal } from '@preact/signals'
import { call } from './api.ts'
import { status, watching } from './live.ts'
import { can, isLoggedIn } from './session.ts'

/** What comes with time (a delegation that begins or ends, a right that was taken) is told by nobody. */
const LOOK_MS = 30_000
/** Enough to find the next one. */
const KNOWN_MAX = 20

const looks = signal(0)

/** null until it is known, and for whoever approves nothing. */
export const mine = signal<ApprovalPage | null>(null)

export const mineCount = computed(() => mine.value?.mine ?? 0)

/**
 * Another one whenever approvals may have changed: what shows them asks again. null before the gateway is known, and
 * for whoever approves nothing.
 */
export const approvalsChange = computed(() =>
  status.value !== null && can('approve') ? `${status.value.approvals.changes} ${looks.value}` : null,
)

/** Asks now, so that what a person just did is seen at once. */
export function refreshApprovals(): void {
  looks.value++
}

function lookWhenSeen(): void {
  if (document.visibilityState === 'visible') refreshApprovals()
}

effect(() => {
  if (!isLoggedIn.value) return
  const timer = setInterval(lookWhenSeen, LOOK_MS)
  document.addEventListener('visibilitychange', lookWhenSeen)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', lookWhenSeen)
    // Whoever comes next must not see what the one before saw.
    mine.value = null
  }
})

effect(() => {
  if (approvalsChange.value === null) return
  const controller = new AbortController()
  call<ApprovalPage>('GET', `/admin/approvals?view=mine&limit=${KNOWN_MAX}`, { ...watching, signal: controller.signal })
    .then((page) => {
      if (!controller.signal.aborted) mine.value = page
    })
    // The next look tries again; the page of approvals says what is the matter.
    .catch(() => {})
  return () => controller.abort()
})
