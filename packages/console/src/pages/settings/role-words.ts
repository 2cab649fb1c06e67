import type { Right, Role } from '@congky/shared'

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

/** In the order that people ask. What only the host itself may do is left out. */
export const RIGHT_WORDS: readonly (readonly [Right, Words])[] = [
  ['see-status', { vi: 'Xem cổng ký, token và cơ sở dữ liệu', en: 'See the gateway, tokens and databases' }],
  ['see-history', { vi: 'Xem lịch sử và nội dung chứng từ', en: 'See the history and documents' }],
  ['see-config', { vi: 'Xem cài đặt và nhật ký', en: 'See the settings and the log' }],
  ['see-access', { vi: 'Xem người dùng và máy trạm', en: 'See users and workstations' }],
  ['operate', { vi: 'Bắt đầu, tạm dừng, khóa token, ký lại', en: 'Start, pause, lock tokens, try again' }],
  ['unlock', { vi: 'Nhập mã PIN (nếu được bật)', en: 'Type PINs (where switched on)' }],
  ['configure', { vi: 'Sửa cài đặt, cơ sở dữ liệu, doanh nghiệp', en: 'Change settings, databases, enterprises' }],
  ['manage-workstations', { vi: 'Thêm và thu hồi máy trạm', en: 'Add and revoke workstations' }],
  ['manage-accounts', { vi: 'Quản lý người dùng', en: 'Manage users' }],
  ['back-up', { vi: 'Tạo và tải bản sao lưu', en: 'Make and take backups' }],
]
