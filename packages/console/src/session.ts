/** Who is logged in in this browser. The session's token is in a cookie that no script can read. */
import type { LoginView, Right } from '@congky/shared'
import { computed, signal } from '@preact/signals'
import { ApiError, call, onSessionEnd, usePageToken } from './api.ts'

/** undefined until the gateway was asked; null: nobody. */
export const login = signal<LoginView | null | undefined>(undefined)

export const isLoggedIn = computed(() => login.value != null)

onSessionEnd(() => {
  login.value = null
})

export function takeLogin(view: LoginView): void {
  usePageToken(view.csrfToken)
  login.value = view
}

/** Asks the gateway whose session this browser has. @throws {ApiError} It does not answer. */
export async function resumeSession(): Promise<void> {
  try {
    takeLogin(await call<LoginView>('GET', '/auth/me'))
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error
    login.value = null
  }
}

/** @throws {ApiError} ERR_LOGIN_FAILED, ERR_GUESSES_SLOWED */
export async function signIn(name: string, password: string): Promise<void> {
  takeLogin(await call<LoginView>('POST', '/auth/login', { body: { name, password } }))
}

export async function signOut(): Promise<void> {
  await call('POST', '/auth/logout', { body: {} })
  login.value = null
}

/** Whether the person's role may do something; the gateway checks it again. */
export function can(right: Right): boolean {
  return login.value?.rights.includes(right) ?? false
}
