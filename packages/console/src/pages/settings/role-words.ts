import type { Role } from '@congky/shared'

interface Words {
  readonly vi: string
  readonly en: string
}

export const ROLE_WORDS: Readonly<Record<Role, Words>> = {
  admin: { vi: 'Quản trị', en: 'Admin' },
  approver: { vi: 'Người duyệt', en: 'Approver' },
  auditor: { vi: 'Kiểm soát', en: 'Auditor' },
}

export const ROLES = ['admin', 'approver', 'auditor'] as const satisfies readonly Role[]
