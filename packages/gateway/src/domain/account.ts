/** Who may administrate over the network: accounts of people, their roles, and what a role may do. */
import { CongkyError, type Right, type Role } from '@congky/shared'
import type { OverProxyConfig } from './gateway-config.ts'

const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  admin: [
    ...(['see-status', 'see-access', 'see-history', 'see-config'] as const),
    ...(['operate', 'configure', 'back-up', 'unlock', 'manage-workstations', 'manage-accounts'] as const),
  ],
  approver: ['see-status', 'see-history', 'approve'],
  auditor: ['see-status', 'see-access', 'see-history', 'see-config'],
}

export function mayDo(role: Role, right: Right): boolean {
  return RIGHTS[role].includes(right)
}

export function rightsOf(role: Role): readonly Right[] {
  return RIGHTS[role]
}

/** What can be done from outside in any case: what approvers and auditors need. */
const OUTSIDE: readonly Right[] = ['see-status', 'see-access', 'see-history', 'see-config', 'approve']

/**
 * The rights of a role on the way that a call took. A PIN crosses no proxy: whoever runs one could read it.
 *
 * @param overProxy What the configuration allows to who comes through a reverse proxy; null in the office.
 */
export function rightsIn(role: Role, overProxy: Pick<OverProxyConfig, 'administration'> | null): readonly Right[] {
  if (overProxy === null) return RIGHTS[role]
  return RIGHTS[role].filter((right) => (overProxy.administration ? right !== 'unlock' : OUTSIDE.includes(right)))
}

/** A person's account, without its password. */
export interface Account {
  readonly id: string
  /** What is typed at login, lower case. */
  readonly name: string
  readonly displayName: string
  readonly role: Role
  readonly createdAt: Date
  readonly lastLoginAt: Date | null
  readonly passwordChangedAt: Date
  readonly disabledAt: Date | null
}

/** Who changes something: the host's own admin at the local socket, or a person with an account. */
export interface Actor {
  /** `host`, or the name of an account. */
  readonly name: string
  /** Address of the machine; `host` for the local socket. */
  readonly origin: string
  readonly isHost: boolean
}

export const HOST_ACTOR: Actor = { name: 'host', origin: 'host', isHost: true }

/**
 * Names of accounts stand in addresses, commands and the history: plain letters, digits and `. _ -`.
 * `host` is whoever works on the gateway host itself.
 *
 * @throws {CongkyError} ERR_REQUEST_INVALID
 */
export function parseAccountName(value: string): string {
  const name = value.trim().toLowerCase()
  if (/^[a-z0-9][a-z0-9._-]{0,63}$/.test(name) && name !== HOST_ACTOR.name) return name
  const detail = {
    en: 'the name of an account has up to 64 letters without accents, digits, dots, dashes and underscores, and is not “host”',
    vi: 'tên tài khoản gồm tối đa 64 chữ cái không dấu, chữ số, dấu chấm, gạch ngang, gạch dưới, và không phải “host”',
  }
  throw new CongkyError('ERR_REQUEST_INVALID', { detail })
}
