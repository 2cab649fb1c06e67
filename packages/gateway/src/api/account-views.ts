/** Accounts and sessions as users see them; without anything that could open one. */
import type { AccountView, SessionView } from '@congky/shared'
import type { Account } from '../domain/account.ts'
import type { Session } from '../store/sessions.ts'

export function toAccountView(account: Account): AccountView {
  const { name, displayName, role } = account
  return {
    ...{ name, displayName, role },
    createdAt: account.createdAt.toISOString(),
    lastLoginAt: account.lastLoginAt?.toISOString() ?? null,
    passwordChangedAt: account.passwordChangedAt.toISOString(),
    disabledAt: account.disabledAt?.toISOString() ?? null,
  }
}

export function toSessionView(session: Session): SessionView {
  const { id, createdAt, lastSeenAt, expiresAt, origin, overProxy, userAgent } = session
  return {
    ...{ id, origin, overProxy, userAgent },
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }
}
