/** Accounts and sessions as users see them; without anything that could open one. */
import type { Account, Role } from '../domain/account.ts'
import type { Session } from '../store/sessions.ts'

export interface AccountView {
  readonly name: string
  readonly displayName: string
  readonly role: Role
  readonly createdAt: string
  readonly lastLoginAt: string | null
  readonly passwordChangedAt: string
  readonly disabledAt: string | null
}

export interface SessionView {
  readonly id: string
  readonly createdAt: string
  readonly lastSeenAt: string
  readonly expiresAt: string
  /** Address of the machine. */
  readonly origin: string
  readonly userAgent: string
}

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

export function toSessionView({ id, createdAt, lastSeenAt, expiresAt, origin, userAgent }: Session): SessionView {
  return {
    ...{ id, origin, userAgent },
    createdAt: createdAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
  }
}
