/** What people are asked before a change of the settings that hurts: what will happen, in words. */
import type { SettingQuestion } from '@congky/shared'

export const QUESTIONS = {
  mixUp: {
    when: { equals: 'allow' },
    title: { vi: 'Cho ký dù khác mã số thuế?', en: 'Sign although the tax codes differ?' },
    body: {
      vi: 'Nếu chữ ký số bị gán nhầm, chứng từ của doanh nghiệp này sẽ được ký bằng chữ ký của doanh nghiệp khác mà không ai được báo.',
      en: "Should a certificate be bound by mistake, documents are signed with somebody else's certificate, and nobody is told.",
    },
    action: { vi: 'Cho ký', en: 'Sign' },
  },
  deleteOlder: {
    when: 'lower',
    title: { vi: 'Xóa bớt chứng từ cũ?', en: 'Delete older documents?' },
    body: {
      vi: 'Nội dung các chứng từ cũ hơn {value} ngày sẽ bị xóa khỏi cổng ký và không lấy lại được. Lịch sử ký vẫn còn.',
      en: 'Documents older than {value} days are deleted from the gateway for good. The history stays.',
    },
    action: { vi: 'Lưu và xóa', en: 'Save and delete' },
  },
  moveAway: {
    when: 'changed',
    title: { vi: 'Đổi địa chỉ của cổng ký?', en: 'Change the address of the gateway?' },
    body: {
      vi: 'Sau lần khởi động lại tới, máy trạm và trình duyệt phải dùng địa chỉ mới; nếu không tới được địa chỉ đó, chỉ sửa lại được trên máy chủ.',
      en: 'After the next restart workstations and browsers have to use the new address. If they cannot reach it, it can be mended on the host only.',
    },
    action: { vi: 'Đổi địa chỉ', en: 'Change it' },
  },
  pinEntry: {
    when: { equals: true },
    title: { vi: 'Cho nhập mã PIN từ trình duyệt?', en: 'Let PINs be typed in browsers?' },
    body: {
      vi: 'Mã PIN của token sẽ đi qua máy của quản trị viên. Ai chiếm được máy hay trình duyệt đó có thể đọc mã PIN và ký thay. Chỉ bật khi các máy ấy an toàn như máy chủ cổng ký.',
      en: 'PINs then pass through the machines of admins. Whoever takes over such a machine or its browser can read them and sign. Only for machines as safe as the host itself.',
    },
    action: { vi: 'Cho phép', en: 'Allow' },
  },
  dropHost: {
    when: 'drops-host',
    title: { vi: 'Bỏ tên mà bạn đang dùng?', en: 'Remove the name that you use?' },
    body: {
      vi: 'Trang này đang gọi cổng ký bằng chính tên đó. Sau khi lưu, trang sẽ không gọi được nữa; phải mở lại bằng tên khác.',
      en: 'This page calls the gateway by it. Once saved it does not reach it any more, and has to be opened by another name.',
    },
    action: { vi: 'Bỏ tên này', en: 'Remove it' },
  },
} as const satisfies Readonly<Record<string, SettingQuestion>>
