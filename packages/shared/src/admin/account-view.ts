/** Accounts and sessions as people see them; without anything that could open one. */
import type { Bilingual } from '../error-catalogue.ts'

export const ROLES = ['admin', 'approver', 'auditor'] as const
export type Role = (typeof ROLES)[number]

/** What an administration route needs; the routes name one each. */
export type Right =
  | 'see-status' //          how the gateway, its tokens and sources are
  | 'see-access' //          who may come in: accounts, their sessions, workstations
  | 'see-history' //         requests, their documents and the history
  | 'see-config' //          the configuration, without secrets
  | 'approve' //             read what waits for an approval, and decide on it
  | 'operate' //             pause, resume, lock a token, look for tokens, try a request again
  | 'configure' //           change the configuration and its secrets, reach out to test them
  | 'back-up' //             take an encrypted copy of everything away
  | 'unlock' //              type the PIN of a token
  | 'manage-workstations' // add and revoke
  | 'manage-accounts' //     add, disable, change the role or password of another, end sessions
  | 'sign' //                hand in a document in one's own name; no role may, only who works on the host
  | 'confirm-restore' //     let a restored gateway sign; no role may, only who works on the host

/** What each role may do, from `/admin/roles`, in the order that people ask. */
export interface RolesView {
  readonly roles: readonly RoleView[]
  readonly rights: readonly { readonly right: Right; readonly text: Bilingual }[]
}

export interface RoleView {
  readonly role: Role
  readonly rights: readonly Right[]
}

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
  /** Whether it was opened from outside, through a reverse proxy. */
  readonly overProxy: boolean
  readonly userAgent: string
}

/** Who is logged in, from `/auth/login` and `/auth/me`. */
export interface LoginView {
  readonly account: AccountView
  readonly session: SessionView
  /** What this person's role may do. */
  readonly rights: readonly Right[]
  /** Goes along as `X-Congky-CSRF` with every call that changes something. */
  readonly csrfToken: string
}
