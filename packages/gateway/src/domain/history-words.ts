/**
 * How the history reads to people. Records keep one language, since their text can never change; what the
 * gateway itself notes in them is translated here, when it is shown. A phrase that is not known is shown as it is.
 */
import type { Bilingual, Language } from '@congky/shared'
import type { HistoryKind } from './history-record.ts'

export const KIND_WORDS: Readonly<Record<HistoryKind, Bilingual>> = {
  received: { vi: 'nhận yêu cầu', en: 'received' },
  rejected: { vi: 'từ chối', en: 'rejected' },
  held: { vi: 'chờ người xử lý', en: 'held' },
  released: { vi: 'ký tiếp', en: 'released' },
  approval: { vi: 'duyệt trình ký', en: 'approval' },
  intent: { vi: 'bắt đầu ký', en: 'about to sign' },
  signed: { vi: 'đã ký', en: 'signed' },
  delivered: { vi: 'trả kết quả', en: 'delivered' },
  token: { vi: 'USB token', en: 'token' },
  workstation: { vi: 'máy trạm', en: 'workstation' },
  account: { vi: 'tài khoản', en: 'account' },
  exchange: { vi: 'thông điệp hải quan', en: 'customs message' },
  gateway: { vi: 'cổng ký', en: 'gateway' },
}

/** What is noted, and how it reads in Vietnamese; `$1` and so on stand for the parts in brackets. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^started (\S+)$/, 'khởi động, phiên bản $1'],
  [/^stopping$/, 'dừng'],
  [/^test message through (\S+): sent$/, 'đã gửi thông báo thử qua $1'],
  [/^test message through (\S+): (\S+)$/, 'gửi thông báo thử qua $1 không được: $2'],
  [/^connection with (\S+) tried: reached$/, 'thử kết nối tới $1: được'],
  [/^connection with (\S+) tried: (\S+)$/, 'thử kết nối tới $1 không được: $2'],
  [/^paused$/, 'tạm dừng ký'],
  [/^resumed$/, 'ký tiếp'],
  [/^dropped (\d+) documents older than (\d+) days$/, 'đã xóa $1 chứng từ cũ hơn $2 ngày'],
  [/^history signed from now on: (\S+)$/, 'từ đây lịch sử được ký xác nhận bằng khóa $1'],
  [/^history key was missing: made a new one: (\S+)$/, 'mất khóa ký lịch sử, đã tạo khóa mới $1'],
  [/^set to pending again$/, 'dòng được đặt lại trạng thái chờ ký'],
  [/^retried by admin$/, 'quản trị cho ký lại'],
  [/^retried by (.+)$/, '$1 cho ký lại'],
  [
    /^an earlier attempt did not complete: the same document is signed again$/,
    'lần ký trước chưa xong: ký lại đúng chứng từ đó',
  ],
  [
    /^the signature of an earlier attempt waits for its timestamp: nothing is signed again$/,
    'chữ ký của lần trước còn chờ dấu thời gian: không ký lại',
  ],
  [/^certificate of tax code (\S+) signs for (\S+)$/, 'chữ ký số của mã số thuế $1 ký cho $2'],
  [/^the row was changed meanwhile and was left alone$/, 'dòng đã bị sửa trong lúc ký nên được giữ nguyên'],
  [/^another gateway had taken the row over$/, 'cổng ký khác đã nhận dòng này'],
  [/^added (.+)$/, 'thêm $1'],
  [/^configuration changed: source (\S+) added$/, 'thêm cơ sở dữ liệu $1'],
  [/^configuration changed: source (\S+) changed$/, 'sửa cơ sở dữ liệu $1'],
  [/^configuration changed: source (\S+) removed$/, 'xóa cơ sở dữ liệu $1'],
  [/^database tried: (.+)$/, 'thử kết nối cơ sở dữ liệu $1'],
  [/^configuration changed: source (.+)$/, 'sửa cấu hình: cơ sở dữ liệu $1'],
  [/^configuration changed: enterprise (\S+)$/, 'sửa doanh nghiệp $1'],
  [/^configuration changed: enterprise (\S+) added, certificate (.+)$/, 'thêm doanh nghiệp $1, chữ ký số $2'],
  [/^configuration changed: enterprise (\S+), certificate (.+)$/, 'sửa doanh nghiệp $1, chữ ký số $2'],
  [/^configuration changed: enterprise (\S+) removed$/, 'xóa doanh nghiệp $1'],
  [/^configuration changed: (\d+) enterprises removed$/, 'xóa $1 doanh nghiệp'],
  [/^configuration changed: certificate of (\d+) enterprises (.+)$/, 'gán chữ ký số $2 cho $1 doanh nghiệp'],
  [
    /^configuration changed: list of enterprises, (\d+) added, (\d+) changed$/,
    'nhập danh sách doanh nghiệp: thêm $1, sửa $2',
  ],
  [/^configuration changed: default certificate of (\S+) is (.+)$/, 'chữ ký số mặc định của $1 là $2'],
  [/^configuration changed: default certificate is (.+)$/, 'chữ ký số mặc định là $1'],
  [/^own certificates of (\d+) enterprises taken away$/, 'bỏ chữ ký số riêng của $1 doanh nghiệp'],
  [/^configuration changed: (.+)$/, 'sửa cấu hình: $1'],
  [/^password (\S+) set$/, 'nhập mật khẩu $1'],
  [/^password (\S+) removed$/, 'xóa mật khẩu $1'],
  [/^may sign for every enterprise$/, 'được ký cho mọi doanh nghiệp'],
  [/^may sign for no enterprise$/, 'không được ký cho doanh nghiệp nào'],
  [/^may sign for (.+)$/, 'được ký cho $1'],
  [/^new rights of (.+)$/, 'đổi quyền của $1'],
  [/^its keys never expire$/, 'khóa truy cập không hết hạn'],
  [/^its keys live for (\d+) days$/, 'khóa truy cập dùng được $1 ngày'],
  [/^its access ends at (\S+)$/, 'được truy cập đến $1'],
  [/^first account (.+), with the setup code$/, 'thiết lập lần đầu: tài khoản quản trị $1, bằng mã thiết lập'],
  [/^role of (.+): (.+)$/, 'quyền của $1: $2'],
  [/^disabled (.+)$/, 'ngừng tài khoản $1'],
  [/^enabled (.+)$/, 'cho dùng lại tài khoản $1'],
  [/^password of (.+) changed$/, 'đổi mật khẩu của $1'],
  [/^right to approve of (.+) given to (.+), (\S+) to (\S+)$/, 'ủy quyền duyệt của $1 cho $2, từ $3 đến $4'],
  [/^right to approve of (.+) taken back from (.+)$/, 'thu hồi ủy quyền duyệt của $1 đã giao cho $2'],
  [/^approval refused$/, 'không được duyệt chứng từ này'],
  [/^return refused$/, 'không được trả lại chứng từ này'],
  [/^POST \/admin\/approvals\/approve$/, 'duyệt chứng từ'],
  [/^POST \/admin\/approvals\/return$/, 'trả lại chứng từ'],
  [/^POST \/admin\/approvals\/challenge$/, 'chuẩn bị quyết định bằng khóa đăng nhập'],
  [/^POST \/admin\/delegations$/, 'ủy quyền duyệt'],
  [/^DELETE \/admin\/delegations\/:id (\S+)$/, 'thu hồi ủy quyền duyệt $1'],
  [/^passkey (.+) of (\S+) added for (\S+)$/, 'thêm khóa đăng nhập (passkey) $1 của $2, dùng tại $3'],
  [/^passkey (.+) of (\S+) removed$/, 'xóa khóa đăng nhập (passkey) $1 của $2'],
  [/^passkey (.+) of (\S+) refused$/, 'từ chối khóa đăng nhập (passkey) $1 của $2'],
  [/^ended a session of (.+)$/, 'kết thúc một phiên của $1'],
  [/^signed (.+) out everywhere$/, 'kết thúc mọi phiên của $1'],
  [/^(.+) logged in$/, '$1 đăng nhập'],
  [/^(.+) logged out$/, '$1 đăng xuất'],
  [/^(\d+) wrong guesses$/, 'nhập sai $1 lần'],
  [/^new pairing code for (.+), old access keys overlap (\d+) s$/, 'mã ghép nối mới cho $1, khóa cũ còn dùng $2 giây'],
  [/^access key of (.+) renewed$/, 'gia hạn khóa truy cập của $1'],
  [
    /^renewed access key in use; the old one works until (.+) at most$/,
    'khóa truy cập mới đã được dùng, khóa cũ hết hạn chậm nhất $1',
  ],
  [/^restored from the backup of (\S+) at (\S+), confirmed$/, 'phục hồi từ bản sao lưu $1 lúc $2, đã xác nhận'],
  [/^backup asked for$/, 'yêu cầu tạo bản sao lưu'],
  [/^backup taken: (.+)$/, 'tải bản sao lưu $1'],
  [/^POST \/admin\/requests\/:id\/proof (\S+)$/, 'kiểm tra bằng chứng của yêu cầu $1'],
  [/^POST \/admin\/requests\/:id\/retry (\S+)$/, 'cho ký lại yêu cầu $1'],
  [/^POST \/admin\/history\/verification$/, 'kiểm tra toàn bộ lịch sử'],
  [/^POST \/admin\/exports$/, 'bắt đầu xuất dữ liệu'],
  [/^DELETE \/admin\/exports\/:id (\S+)$/, 'hủy lần xuất $1'],
  [/^read the document$/, 'xem chứng từ'],
  [/^downloaded the document$/, 'tải chứng từ gốc'],
  [/^downloaded the signed document$/, 'tải chứng từ đã ký'],
  [/^downloaded the acknowledgement$/, 'tải thông điệp trả lời (APERAK)'],
  [/^message (\S+) of customs received$/, 'nhận thông điệp $1 của hải quan'],
  [/^message (\S+) of customs answered$/, 'đã trả lời thông điệp $1 của hải quan'],
  [/^call for customs refused$/, 'từ chối lời gọi dịch vụ hải quan'],
  [/^(\d+) more since the last note$/, 'thêm $1 lần kể từ ghi nhận trước'],
  [/^exported the whole history$/, 'xuất toàn bộ lịch sử'],
  [/^exported (\d+) requests as (\S+)$/, 'xuất $1 yêu cầu ra $2'],
  [/^paired (.+)$/, 'ghép nối $1'],
  [/^revoked (.+)$/, 'thu hồi $1'],
  [/^read the message$/, 'xem thông điệp'],
  [/^downloaded the message$/, 'tải thông điệp'],
  [/^message to customs handed in$/, 'nhận thông điệp gửi hải quan'],
  [/^message to customs could not be signed$/, 'không ký được thông điệp gửi hải quan'],
  [/^message sent to customs, attempt (\d+)$/, 'gửi thông điệp đến hải quan, lần $1'],
  [/^customs accepted the message$/, 'hải quan đã tiếp nhận thông điệp'],
  [/^customs refused the message$/, 'hải quan từ chối thông điệp'],
  [/^customs' answer is not to be trusted$/, 'phản hồi của hải quan không đáng tin cậy'],
  [/^no answer of customs, attempts spent$/, 'hải quan không phản hồi, đã hết số lần gửi'],
  [/^sent again by a person$/, 'có người cho gửi lại thông điệp'],
  [/^(.+): unlocked$/, '$1: đã mở khóa'],
  [/^(.+): locked$/, '$1: đã khóa'],
  [/^(.+): test signature asked for$/, '$1: yêu cầu chữ ký thử'],
  [/^(.+): test signature verified$/, '$1: chữ ký thử đúng'],
  [/^(.+): test signature failed$/, '$1: chữ ký thử không thành công'],
  [/^(.+): not unlocked$/, '$1: chưa mở khóa được'],
]

export function kindWord(kind: HistoryKind, { language }: { readonly language: Language }): string {
  // A newer version may have written kinds that this one does not know.
  return Object.hasOwn(KIND_WORDS, kind) ? KIND_WORDS[kind][language] : kind
}

export function noteWords(note: string, { language }: { readonly language: Language }): string {
  return language === 'en' ? note : note.split('; ').map(toVietnamese).join('; ')
}

function toVietnamese(phrase: string): string {
  const known = PHRASES.find(([pattern]) => pattern.test(phrase))
  return known ? phrase.replace(...known) : phrase
}
