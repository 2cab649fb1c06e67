/**
 * Looking on keeps no session alive, and typing into a form calls nobody for a long time. So that a person who
 * works is not logged out in the middle of it, the gateway hears now and then that somebody is there.
 */
import { call } from './api.ts'
import { isLoggedIn } from './session.ts'

const TELL_MS = 120_000

let toldAt = Date.now()

function onActivity(): void {
  if (!isLoggedIn.peek() || Date.now() - toldAt < TELL_MS) return
  toldAt = Date.now()
  // Should it fail, whatever the person does next says why.
  call('GET', '/auth/me').catch(() => {})
}

export function followActivity(): void {
  for (const event of ['pointerdown', 'keydown']) addEventListener(event, onActivity, { passive: true })
}
