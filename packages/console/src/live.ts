/** How the gateway is, kept up to date while somebody is logged in. */
import { type FinishedRequest, type LiveMessage, type SeenStatus, WATCHING_HEADER } from '@congky/shared'
import { effect, signal } from '@preact/signals'
import { type CallOptions, call } from './api.ts'
import { LiveLink } from './live-link.ts'
import { isLoggedIn } from './session.ts'

/** While nothing comes over the socket, the gateway is asked. */
const POLL_MS = 2_000

/** null until it is known. */
export const status = signal<SeenStatus | null>(null)
/** Whether the gateway answered the last time. */
export const isConnected = signal(true)
/** Another one after each edit of the configuration, also of other people: what a page shows of it may be old. */
export const configRevision = signal<string | null>(null)
/** How many requests were signed or rejected since the console was opened, and the newest of them, newest first. */
export const finished = signal<{ readonly count: number; readonly newest: readonly FinishedRequest[] }>({
  count: 0,
  newest: [],
})
const NEWEST_MAX = 20

/** For calls that a page makes by itself: they do not keep a session alive whose person is gone. */
export const watching: CallOptions = { headers: { [WATCHING_HEADER]: '1' } }

/** Asks now, so that what a person just did is seen at once. */
export async function refreshStatus(): Promise<void> {
  try {
    const answer = await call<SeenStatus>('GET', '/admin/status', watching)
    if (!isLoggedIn.peek()) return
    status.value = answer
    isConnected.value = true
  } catch {
    isConnected.value = false
  }
}

function take(message: LiveMessage): void {
  isConnected.value = true
  switch (message.type) {
    case 'status':
      status.value = message.status
      configRevision.value = message.revision
      return
    case 'changes':
      if (status.value) status.value = { ...status.value, ...message.changes }
      return
    case 'configChanged':
      configRevision.value = message.revision
      return
    case 'finished': {
      const { count, newest } = finished.value
      const { requests, more } = message
      finished.value = {
        count: count + requests.length + more,
        newest: [...requests].reverse().concat(newest).slice(0, NEWEST_MAX),
      }
    }
  }
}

effect(() => {
  if (!isLoggedIn.value) return
  void refreshStatus()
  let timer: ReturnType<typeof setInterval> | null = null
  const poll = (isNeeded: boolean) => {
    if (timer) clearInterval(timer)
    timer = isNeeded ? setInterval(() => void refreshStatus(), POLL_MS) : null
  }
  poll(true)
  const link = new LiveLink({
    onMessage: (message) => {
      if (message.type === 'status') poll(false)
      take(message)
    },
    onLost: () => {
      poll(true)
      void refreshStatus()
    },
  })
  return () => {
    link.close()
    poll(false)
    // Whoever comes next must not see what the one before saw.
    status.value = null
  }
})
