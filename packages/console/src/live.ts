/** How the gateway is, kept up to date while somebody is logged in. */
import type { GatewayStatus } from '@congky/shared'
import { effect, signal } from '@preact/signals'
import { call } from './api.ts'
import { isLoggedIn } from './session.ts'

const POLL_MS = 2_000

/** null until it is known. */
export const status = signal<GatewayStatus | null>(null)
/** Whether the gateway answered the last time. */
export const isConnected = signal(true)

/** Asks now, so that what a person just did is seen at once. */
export async function refreshStatus(): Promise<void> {
  try {
    status.value = await call<GatewayStatus>('GET', '/admin/status')
    isConnected.value = true
  } catch {
    isConnected.value = false
  }
}

effect(() => {
  if (!isLoggedIn.value) return
  void refreshStatus()
  const timer = setInterval(() => void refreshStatus(), POLL_MS)
  return () => clearInterval(timer)
})
