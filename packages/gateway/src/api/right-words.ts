import type { RolesView } from '@congky/shared'

/** The rights in words. What only the host itself may do is left out. */
export const RIGHT_WORDS: RolesView['rights'] = [
  {
    right: 'see-status',
    text: { vi: 'Xem cổng ký, token và cơ sở dữ liệu', en: 'See the gateway, tokens and databases' },
  },
  { right: 'see-history', text: { vi: 'Xem lịch sử và nội dung chứng từ', en: 'See the history and documents' } },
  {
    right: 'approve',
    text: { vi: 'Duyệt hoặc trả lại chứng từ được trình', en: 'Approve or return submitted documents' },
  },
  { right: 'see-config', text: { vi: 'Xem cài đặt và nhật ký', en: 'See the settings and the log' } },
  { right: 'see-access', text: { vi: 'Xem người dùng và máy trạm', en: 'See users and workstations' } },
  {
    right: 'operate',
    text: { vi: 'Bắt đầu, tạm dừng, khóa token, cho ký lại', en: 'Start, pause, lock tokens, try again' },
  },
  { right: 'unlock', text: { vi: 'Nhập mã PIN (nếu được bật)', en: 'Type PINs (where switched on)' } },
  {
    right: 'configure',
    text: { vi: 'Sửa cài đặt, cơ sở dữ liệu, doanh nghiệp', en: 'Change settings, databases, enterprises' },
  },
  { right: 'manage-workstations', text: { vi: 'Thêm và thu hồi máy trạm', en: 'Add and revoke workstations' } },
  { right: 'manage-accounts', text: { vi: 'Quản lý người dùng', en: 'Manage users' } },
  { right: 'back-up', text: { vi: 'Tạo và tải bản sao lưu', en: 'Make and take backups' } },
]
