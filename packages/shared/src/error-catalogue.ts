/**
 * Every error that congky can tell a person or a program, in one table: its stable code, what happens
 * next to the request, its HTTP status, and what to say in Vietnamese and English. A text may carry
 * `{names}`, filled from the details of one occurrence. `next` says what a person can do about it.
 *
 * Codes are public and never change their meaning; texts may improve.
 */

/** What happens next to whatever met the error. */
export type Disposition =
  | 'reject' // the request is wrong: the same attempt gives the same answer
  | 'retry' //  the world is unwell: later may be better, a bounded number of times
  | 'hold' //   a person is needed (PIN, unplugged token): wait, spending no attempts

export interface ErrorEntry {
  readonly disposition: Disposition
  /** HTTP status where the error answers an HTTP call. */
  readonly status: number
  readonly en: string
  readonly vi: string
  readonly nextEn: string
  readonly nextVi: string
}

export const errorCatalogue = {
  // The request itself
  ERR_REQUEST_INVALID: {
    disposition: 'reject',
    status: 400,
    en: 'The request is not well formed: {detail}.',
    vi: 'Yêu cầu không đúng khuôn dạng: {detail}.',
    nextEn: 'Correct the named field and send again.',
    nextVi: 'Sửa trường được nêu rồi gửi lại.',
  },
  ERR_ROW_INVALID: {
    disposition: 'reject',
    status: 422,
    en: 'Column {column} of the row holds {found} where {expected} belongs.',
    vi: 'Cột {column} của dòng chứa {found}, trong khi cần {expected}.',
    nextEn: 'Correct the row in the declaration software and set it to pending again.',
    nextVi: 'Sửa dòng này trong phần mềm khai báo rồi chuyển lại trạng thái chờ ký.',
  },
  ERR_DOCUMENT_EMPTY: {
    disposition: 'reject',
    status: 422,
    en: 'The document is empty.',
    vi: 'Chứng từ rỗng.',
    nextEn: 'Send the document to be signed.',
    nextVi: 'Gửi kèm nội dung chứng từ cần ký.',
  },
  ERR_DOCUMENT_TOO_LARGE: {
    disposition: 'reject',
    status: 413,
    en: 'The document is larger than the {limit} bytes allowed.',
    vi: 'Chứng từ lớn hơn giới hạn {limit} byte.',
    nextEn: 'Split the document, or ask the admin to raise limits.documentBytesMax.',
    nextVi: 'Tách nhỏ chứng từ, hoặc nhờ quản trị tăng limits.documentBytesMax.',
  },
  ERR_DOCUMENT_ENCODING: {
    disposition: 'reject',
    status: 422,
    en: 'The document is not clean UTF-8: {detail}.',
    vi: 'Chứng từ không phải UTF-8 hợp lệ: {detail}.',
    nextEn: 'Export it as UTF-8 and send again.',
    nextVi: 'Xuất lại chứng từ ở dạng UTF-8 rồi gửi lại.',
  },
  ERR_DOCUMENT_NOT_XML: {
    disposition: 'reject',
    status: 422,
    en: 'The document is not well-formed XML: {detail}.',
    vi: 'Chứng từ không phải XML đúng cú pháp: {detail}.',
    nextEn: 'Correct the document at the named place and send again.',
    nextVi: 'Sửa chứng từ tại vị trí được nêu rồi gửi lại.',
  },
  ERR_DOCTYPE_FORBIDDEN: {
    disposition: 'reject',
    status: 422,
    en: 'The document carries a DOCTYPE, which can hide other content than the one shown.',
    vi: 'Chứng từ có khai báo DOCTYPE, có thể che giấu nội dung khác với nội dung hiển thị.',
    nextEn: 'Remove the DOCTYPE and send again.',
    nextVi: 'Bỏ khai báo DOCTYPE rồi gửi lại.',
  },
  ERR_DOCUMENT_TOO_COMPLEX: {
    disposition: 'reject',
    status: 422,
    en: 'The document is built to exhaust its reader: {detail}.',
    vi: 'Cấu trúc chứng từ phức tạp quá mức cho phép: {detail}.',
    nextEn: 'Simplify the document and send again.',
    nextVi: 'Đơn giản hóa chứng từ rồi gửi lại.',
  },
  ERR_DUPLICATE_ID: {
    disposition: 'reject',
    status: 422,
    en: 'Two elements carry the Id “{id}”, so it is unclear which one would be signed.',
    vi: 'Có hai phần tử mang cùng Id “{id}” nên không rõ sẽ ký phần nào.',
    nextEn: 'Give each element an Id of its own and send again.',
    nextVi: 'Đặt Id riêng cho từng phần tử rồi gửi lại.',
  },
  ERR_ALREADY_SIGNED: {
    disposition: 'reject',
    status: 422,
    en: 'The document already carries a signature where this one would go.',
    vi: 'Chứng từ đã có chữ ký tại vị trí cần ký.',
    nextEn: 'Send the unsigned document, or use a profile that allows several signatures.',
    nextVi: 'Gửi chứng từ chưa ký, hoặc dùng mẫu ký cho phép nhiều chữ ký.',
  },
  ERR_PROFILE_UNKNOWN: {
    disposition: 'reject',
    status: 422,
    en: 'There is no signature profile “{profile}”.',
    vi: 'Không có mẫu ký “{profile}”.',
    nextEn: 'Use one of: {known}.',
    nextVi: 'Dùng một trong các mẫu: {known}.',
  },
  ERR_PROFILE_MISMATCH: {
    disposition: 'reject',
    status: 422,
    en: 'The document does not fit the profile “{profile}”: {detail}.',
    vi: 'Chứng từ không phù hợp với mẫu ký “{profile}”: {detail}.',
    nextEn: 'Check that the right profile was named for this kind of document.',
    nextVi: 'Kiểm tra lại mẫu ký đã chọn cho loại chứng từ này.',
  },
  ERR_TAX_CODE_INVALID: {
    disposition: 'reject',
    status: 422,
    en: '“{value}” is not a tax code: {detail}.',
    vi: '“{value}” không phải là mã số thuế: {detail}.',
    nextEn: 'Write 10 digits, 10 digits-3 digits for a branch, or a 12-digit personal number.',
    nextVi: 'Ghi 10 chữ số, 10 chữ số-3 chữ số cho chi nhánh, hoặc số định danh cá nhân 12 chữ số.',
  },
  ERR_ENTERPRISE_FORBIDDEN: {
    disposition: 'reject',
    status: 403,
    en: 'This workstation may not sign for that enterprise.',
    vi: 'Máy trạm này không được ký cho doanh nghiệp đó.',
    nextEn: 'Ask the admin of the gateway to grant the enterprise to this workstation.',
    nextVi: 'Đề nghị quản trị cổng ký cấp quyền doanh nghiệp này cho máy trạm.',
  },
  ERR_NO_CERTIFICATE: {
    disposition: 'reject',
    status: 422,
    en: 'No certificate is configured for tax code {taxCode}, and there is no default certificate.',
    vi: 'Chưa cấu hình chữ ký số cho mã số thuế {taxCode} và không có chữ ký số mặc định.',
    nextEn: 'Add the enterprise with its certificate, or set a default certificate.',
    nextVi: 'Thêm doanh nghiệp cùng chữ ký số của họ, hoặc đặt chữ ký số mặc định.',
  },
  ERR_CERTIFICATE_MISMATCH: {
    disposition: 'reject',
    status: 422,
    en: 'Certificate {certificate} belongs to tax code {certificateTaxCode}, not {taxCode}.',
    vi: 'Chữ ký số {certificate} thuộc mã số thuế {certificateTaxCode}, không phải {taxCode}.',
    nextEn: 'Bind the right certificate to the enterprise, or relax taxCodePolicy.',
    nextVi: 'Gán đúng chữ ký số cho doanh nghiệp, hoặc nới taxCodePolicy.',
  },
  ERR_DEADLINE_PASSED: {
    disposition: 'reject',
    status: 422,
    en: 'The deadline of the request passed before it was signed.',
    vi: 'Đã quá thời hạn của yêu cầu trước khi ký.',
    nextEn: 'Send it again with a later deadline.',
    nextVi: 'Gửi lại với thời hạn muộn hơn.',
  },
  ERR_CANCELLED: {
    disposition: 'reject',
    status: 422,
    en: 'The request was withdrawn before it was signed.',
    vi: 'Yêu cầu đã được rút lại trước khi ký.',
    nextEn: 'Send it again if it should be signed after all.',
    nextVi: 'Gửi lại nếu vẫn cần ký.',
  },
  ERR_ROW_CHANGED: {
    disposition: 'reject',
    status: 409,
    en: 'The row was changed by someone else while it was being signed, so nothing was written over it.',
    vi: 'Dòng dữ liệu đã bị sửa trong lúc ký nên kết quả không được ghi đè.',
    nextEn: 'Check the row; set it to pending again if it should be signed as it is now.',
    nextVi: 'Kiểm tra lại dòng; chuyển về trạng thái chờ ký nếu cần ký nội dung mới.',
  },
  ERR_IDEMPOTENCY_CONFLICT: {
    disposition: 'reject',
    status: 409,
    en: 'This idempotency key was already used for another document, tax code or profile.',
    vi: 'Khóa chống trùng này đã dùng cho một chứng từ, mã số thuế hoặc mẫu ký khác.',
    nextEn: 'Use a new key for a new document.',
    nextVi: 'Dùng khóa mới cho chứng từ mới.',
  },
  ERR_NOT_FOUND: {
    disposition: 'reject',
    status: 404,
    en: 'There is nothing here by that name.',
    vi: 'Không tìm thấy nội dung này.',
    nextEn: 'Check the address or the id.',
    nextVi: 'Kiểm tra lại địa chỉ hoặc mã.',
  },
  ERR_DOCUMENT_GONE: {
    disposition: 'reject',
    status: 410,
    en: 'The document was signed, but the gateway no longer keeps it.',
    vi: 'Chứng từ đã được ký nhưng cổng ký không còn lưu nội dung.',
    nextEn: 'Look for the signed file where it was delivered; the history still proves the signature.',
    nextVi: 'Tìm tệp đã ký ở nơi đã nhận; lịch sử ký vẫn còn bằng chứng.',
  },
  ERR_NOT_SIGNED_YET: {
    disposition: 'retry',
    status: 409,
    en: 'The document is not signed yet (state: {state}).',
    vi: 'Chứng từ chưa được ký (trạng thái: {state}).',
    nextEn: 'Wait, or ask for the state of the request to learn what it waits for.',
    nextVi: 'Chờ thêm, hoặc xem trạng thái yêu cầu để biết đang chờ gì.',
  },
  ERR_UNAUTHENTICATED: {
    disposition: 'reject',
    status: 401,
    en: 'No valid access key came with the call.',
    vi: 'Không có khóa truy cập hợp lệ.',
    nextEn: 'Pair this workstation: congky-client pair <code>.',
    nextVi: 'Ghép nối máy trạm: congky-client pair <mã>.',
  },
  ERR_QUEUE_FULL: {
    disposition: 'retry',
    status: 429,
    en: 'The gateway has as many waiting requests as it takes ({limit}).',
    vi: 'Cổng ký đã đầy hàng đợi ({limit} yêu cầu).',
    nextEn: 'Wait a little and send again.',
    nextVi: 'Chờ một lát rồi gửi lại.',
  },
  ERR_RATE_LIMITED: {
    disposition: 'retry',
    status: 429,
    en: 'Too many calls in a short time.',
    vi: 'Gọi quá nhiều lần trong thời gian ngắn.',
    nextEn: 'Wait as long as Retry-After says.',
    nextVi: 'Chờ theo thời gian ghi trong Retry-After.',
  },
  ERR_TOO_MANY_CONNECTIONS: {
    disposition: 'retry',
    status: 429,
    en: 'This workstation has as many open connections and calls as the gateway takes ({limit}).',
    vi: 'Máy trạm này đã mở đủ số kết nối và lần gọi mà cổng ký cho phép ({limit}).',
    nextEn: 'Send many documents over one connection, or wait for earlier calls to end.',
    nextVi: 'Gửi nhiều chứng từ qua một kết nối, hoặc chờ các lần gọi trước kết thúc.',
  },
  ERR_PAIRING_CODE_INVALID: {
    disposition: 'reject',
    status: 403,
    en: 'The pairing code is wrong, was used already, or has expired.',
    vi: 'Mã ghép nối sai, đã dùng hoặc đã hết hạn.',
    nextEn: 'Ask the admin for a new one: congky workstation add <name>.',
    nextVi: 'Xin quản trị mã mới: congky workstation add <tên>.',
  },

  // People with accounts, and browsers
  ERR_LOGIN_REQUIRED: {
    disposition: 'reject',
    status: 401,
    en: 'Nobody is logged in here, or the session has ended.',
    vi: 'Chưa đăng nhập, hoặc phiên làm việc đã kết thúc.',
    nextEn: 'Log in again.',
    nextVi: 'Đăng nhập lại.',
  },
  ERR_LOGIN_FAILED: {
    disposition: 'reject',
    status: 401,
    en: 'Name and password do not match an active account.',
    vi: 'Tên và mật khẩu không khớp với tài khoản nào đang hoạt động.',
    nextEn: 'Type both again; on the gateway host: congky user reset-password <name>',
    nextVi: 'Nhập lại cả hai; trên máy chủ cổng ký: congky user reset-password <tên>',
  },
  ERR_GUESSES_SLOWED: {
    disposition: 'retry',
    status: 429,
    en: 'Too many wrong tries; the next one is looked at in {seconds} s.',
    vi: 'Nhập sai quá nhiều lần; {seconds} giây nữa mới được thử lại.',
    nextEn: 'Wait that long. On the gateway host itself nothing is locked.',
    nextVi: 'Chờ hết thời gian trên. Trên chính máy chủ cổng ký thì không bị chặn.',
  },
  ERR_ROLE_FORBIDDEN: {
    disposition: 'reject',
    status: 403,
    en: 'An account with the role {role} may not do this.',
    vi: 'Tài khoản có vai trò {role} không được làm việc này.',
    nextEn: 'Ask an admin, or do it on the gateway host.',
    nextVi: 'Nhờ quản trị, hoặc làm trên máy chủ cổng ký.',
  },
  ERR_PIN_ENTRY_FORBIDDEN: {
    disposition: 'reject',
    status: 403,
    en: 'PINs are typed on the gateway host, not over the network.',
    vi: 'Mã PIN được nhập trên máy chủ cổng ký, không nhập qua mạng.',
    nextEn: 'On the gateway host: congky unlock. Or allow it with console.pinEntry: true',
    nextVi: 'Trên máy chủ cổng ký: congky unlock. Hoặc cho phép bằng console.pinEntry: true',
  },
  ERR_ACCOUNT_UNKNOWN: {
    disposition: 'reject',
    status: 404,
    en: 'There is no account “{name}”.',
    vi: 'Không có tài khoản “{name}”.',
    nextEn: 'See the names with: congky user list',
    nextVi: 'Xem tên các tài khoản: congky user list',
  },
  ERR_ACCOUNT_EXISTS: {
    disposition: 'reject',
    status: 409,
    en: 'There is an account “{name}” already.',
    vi: 'Đã có tài khoản “{name}”.',
    nextEn: 'Choose another name, or enable the account: congky user enable {name}',
    nextVi: 'Chọn tên khác, hoặc mở lại tài khoản: congky user enable {name}',
  },
  ERR_LAST_ADMIN: {
    disposition: 'reject',
    status: 409,
    en: '“{name}” is the last active admin.',
    vi: '“{name}” là quản trị viên cuối cùng đang hoạt động.',
    nextEn: 'Make another account admin first, or do it on the gateway host.',
    nextVi: 'Trước hết hãy cấp vai trò admin cho tài khoản khác, hoặc làm trên máy chủ cổng ký.',
  },
  ERR_PASSWORD_WEAK: {
    disposition: 'reject',
    status: 422,
    en: 'The password is not taken: {detail}.',
    vi: 'Mật khẩu không được chấp nhận: {detail}.',
    nextEn: 'Take a longer one: several words that do not belong together.',
    nextVi: 'Chọn mật khẩu dài hơn, chẳng hạn vài từ không liên quan đến nhau.',
  },
  ERR_HOST_FORBIDDEN: {
    disposition: 'reject',
    status: 421,
    en: 'This gateway is not called “{host}”.',
    vi: 'Cổng ký này không có tên “{host}”.',
    nextEn: 'Use its own name or address, or add this one to console.hosts.',
    nextVi: 'Dùng đúng tên hoặc địa chỉ của cổng ký, hoặc thêm tên này vào console.hosts.',
  },
  ERR_ORIGIN_FORBIDDEN: {
    disposition: 'reject',
    status: 403,
    en: 'Pages of “{origin}” may not use this gateway.',
    vi: 'Trang web của “{origin}” không được dùng cổng ký này.',
    nextEn: 'If it is your declaration software, add it to console.origins.',
    nextVi: 'Nếu đó là phần mềm khai báo của bạn, thêm vào console.origins.',
  },
  ERR_CSRF: {
    disposition: 'reject',
    status: 403,
    en: 'The call did not carry the token of its session, so another page may have sent it.',
    vi: 'Yêu cầu thiếu mã xác nhận của phiên, có thể do trang web khác gửi.',
    nextEn: 'Load the page again and repeat.',
    nextVi: 'Tải lại trang rồi làm lại.',
  },
  ERR_CONTENT_TYPE: {
    disposition: 'reject',
    status: 415,
    en: 'This address takes application/json only.',
    vi: 'Địa chỉ này chỉ nhận application/json.',
    nextEn: 'Send JSON with its Content-Type.',
    nextVi: 'Gửi JSON kèm Content-Type tương ứng.',
  },

  // Tokens and certificates: mostly a person is needed
  ERR_TOKEN_ABSENT: {
    disposition: 'hold',
    status: 503,
    en: 'The token with certificate {certificate} is not plugged in.',
    vi: 'USB token có chữ ký số {certificate} chưa được cắm.',
    nextEn: 'Plug it into the gateway host; waiting documents are then signed by themselves.',
    nextVi: 'Cắm token vào máy chủ cổng ký; các chứng từ đang chờ sẽ tự được ký.',
  },
  ERR_TOKEN_LOCKED: {
    disposition: 'hold',
    status: 503,
    en: 'The token “{token}” has not been unlocked with its PIN.',
    vi: 'USB token “{token}” chưa được mở khóa bằng mã PIN.',
    nextEn: 'On the gateway host: congky unlock {token}',
    nextVi: 'Trên máy chủ cổng ký: congky unlock {token}',
  },
  ERR_PIN_REFUSED: {
    disposition: 'hold',
    status: 422,
    en: 'The token “{token}” refused the PIN. It will not be tried again until a person types it.',
    vi: 'USB token “{token}” từ chối mã PIN. Cổng ký không thử lại cho đến khi có người nhập PIN.',
    nextEn: 'Check the PIN and type it again: congky unlock {token}. Too many wrong tries lock the token.',
    nextVi: 'Kiểm tra và nhập lại PIN: congky unlock {token}. Nhập sai nhiều lần sẽ khóa token.',
  },
  ERR_PIN_TRIES_LOW: {
    disposition: 'hold',
    status: 409,
    en: 'The token “{token}” reports few PIN tries left ({flag}); one more wrong PIN may lock it for good.',
    vi: 'USB token “{token}” báo còn ít lần nhập PIN ({flag}); nhập sai thêm có thể khóa hẳn token.',
    nextEn: 'If you are sure of the PIN: congky unlock {token} --confirm-low-tries',
    nextVi: 'Nếu chắc chắn mã PIN đúng: congky unlock {token} --confirm-low-tries',
  },
  ERR_PIN_BLOCKED: {
    disposition: 'hold',
    status: 409,
    en: 'The token “{token}” is blocked after too many wrong PINs.',
    vi: 'USB token “{token}” đã bị khóa do nhập sai PIN quá nhiều lần.',
    nextEn: 'Ask the certificate authority to unblock it.',
    nextVi: 'Liên hệ nhà cung cấp chữ ký số để mở khóa token.',
  },
  ERR_TOKEN_UNKNOWN: {
    disposition: 'reject',
    status: 404,
    en: 'There is no token “{token}”.',
    vi: 'Không có USB token “{token}”.',
    nextEn: 'See the names with: congky tokens list',
    nextVi: 'Xem tên các token: congky tokens list',
  },
  ERR_TOKEN_GONE: {
    disposition: 'retry',
    status: 503,
    en: 'The token “{token}” went away while it was used ({detail}).',
    vi: 'USB token “{token}” bị ngắt khi đang dùng ({detail}).',
    nextEn: 'The gateway looks for it again by itself; check the plug if this repeats.',
    nextVi: 'Cổng ký tự tìm lại token; nếu lặp lại, hãy kiểm tra đầu cắm.',
  },
  ERR_TOKEN_TIMEOUT: {
    disposition: 'retry',
    status: 504,
    en: 'The token “{token}” did not answer within {seconds} s; its driver was restarted.',
    vi: 'USB token “{token}” không trả lời trong {seconds} giây; đã khởi động lại trình điều khiển.',
    nextEn: 'The gateway tries again by itself; re-plug the token if this repeats.',
    nextVi: 'Cổng ký tự thử lại; nếu lặp lại, hãy rút ra cắm lại token.',
  },
  ERR_TOKEN_BUSY: {
    disposition: 'retry',
    status: 429,
    en: 'The token “{token}” already has {limit} documents waiting.',
    vi: 'USB token “{token}” đã có {limit} chứng từ đang chờ.',
    nextEn: 'Wait a little; the gateway tries again by itself.',
    nextVi: 'Chờ một lát; cổng ký tự thử lại.',
  },
  ERR_TOKEN_FAULTY: {
    disposition: 'hold',
    status: 503,
    en: 'The token “{token}” was put aside: {detail}.',
    vi: 'USB token “{token}” đã bị tạm ngưng sử dụng: {detail}.',
    nextEn: 'Re-plug it and unlock it again; replace the token if this repeats.',
    nextVi: 'Rút ra cắm lại và mở khóa; nếu lặp lại, hãy thay token.',
  },
  ERR_KEY_MISMATCH: {
    disposition: 'hold',
    status: 409,
    en: 'The private key on token “{token}” does not belong to certificate {certificate}.',
    vi: 'Khóa bí mật trên token “{token}” không khớp với chữ ký số {certificate}.',
    nextEn: 'Ask the certificate authority to check the token.',
    nextVi: 'Đề nghị nhà cung cấp chữ ký số kiểm tra token.',
  },
  ERR_MECHANISM_MISSING: {
    disposition: 'hold',
    status: 409,
    en: 'The token “{token}” offers no way to make a {algorithm} signature.',
    vi: 'USB token “{token}” không hỗ trợ chữ ký {algorithm}.',
    nextEn: 'Use another certificate or another profile for this enterprise.',
    nextVi: 'Dùng chữ ký số khác hoặc mẫu ký khác cho doanh nghiệp này.',
  },
  ERR_SIGNATURE_INVALID: {
    disposition: 'retry',
    status: 502,
    en: 'The token “{token}” returned a wrong signature; it was thrown away.',
    vi: 'USB token “{token}” trả về chữ ký sai; kết quả đã bị loại bỏ.',
    nextEn: 'The gateway tries again; after three in a row the token is put aside.',
    nextVi: 'Cổng ký thử lại; sau ba lần liên tiếp token sẽ bị ngưng sử dụng.',
  },
  ERR_CERTIFICATE_EXPIRED: {
    disposition: 'hold',
    status: 409,
    en: 'Certificate {certificate} expired on {date}.',
    vi: 'Chữ ký số {certificate} đã hết hạn ngày {date}.',
    nextEn: 'Renew the certificate and bind the new one to the enterprise.',
    nextVi: 'Gia hạn chữ ký số rồi gán chữ ký số mới cho doanh nghiệp.',
  },
  ERR_CERTIFICATE_NOT_YET_VALID: {
    disposition: 'hold',
    status: 409,
    en: 'Certificate {certificate} is valid only from {date}.',
    vi: 'Chữ ký số {certificate} chỉ có hiệu lực từ {date}.',
    nextEn: 'Wait until then, or check the clock of the gateway host.',
    nextVi: 'Chờ đến ngày đó, hoặc kiểm tra đồng hồ của máy chủ cổng ký.',
  },
  ERR_MODULE_LOAD: {
    disposition: 'hold',
    status: 503,
    en: 'The PKCS#11 library {module} could not be used: {detail}.',
    vi: 'Không dùng được thư viện PKCS#11 {module}: {detail}.',
    nextEn: 'Check the path and that the library is 64-bit like this program.',
    nextVi: 'Kiểm tra đường dẫn và thư viện phải là bản 64-bit như chương trình này.',
  },

  // Sources
  ERR_SOURCE_UNAVAILABLE: {
    disposition: 'retry',
    status: 503,
    en: 'The database “{source}” cannot be reached: {detail}.',
    vi: 'Không kết nối được cơ sở dữ liệu “{source}”: {detail}.',
    nextEn: 'The gateway tries again by itself. Check server, network and login: congky source test {source}',
    nextVi: 'Cổng ký tự thử lại. Kiểm tra máy chủ, mạng và đăng nhập: congky source test {source}',
  },
  ERR_SOURCE_LAYOUT: {
    disposition: 'hold',
    status: 409,
    en: 'The table of “{source}” does not fit its configuration: {detail}.',
    vi: 'Bảng của “{source}” không khớp với cấu hình: {detail}.',
    nextEn: 'Correct table and columns in congky.yaml, or run: congky source init-table {source}',
    nextVi: 'Sửa tên bảng và cột trong congky.yaml, hoặc chạy: congky source init-table {source}',
  },
  ERR_SOURCE_UNKNOWN: {
    disposition: 'reject',
    status: 404,
    en: 'There is no source “{source}”.',
    vi: 'Không có nguồn “{source}”.',
    nextEn: 'See the names with: congky source list',
    nextVi: 'Xem tên các nguồn: congky source list',
  },
  ERR_ENTERPRISE_UNKNOWN: {
    disposition: 'reject',
    status: 404,
    en: 'There is no enterprise {taxCode} in the configuration.',
    vi: 'Không có doanh nghiệp {taxCode} trong cấu hình.',
    nextEn: 'See them with: congky enterprise list',
    nextVi: 'Xem danh sách: congky enterprise list',
  },
  ERR_LEASE_LOST: {
    disposition: 'reject',
    status: 409,
    en: 'Another gateway took the row over while it was being signed here.',
    vi: 'Một cổng ký khác đã nhận dòng này trong lúc đang ký.',
    nextEn: 'Nothing to do: the other gateway writes its result.',
    nextVi: 'Không cần làm gì: cổng ký kia sẽ ghi kết quả.',
  },

  // The gateway itself
  ERR_CONFIG_INVALID: {
    disposition: 'hold',
    status: 422,
    en: 'The configuration is not valid:\n{detail}',
    vi: 'Cấu hình không hợp lệ:\n{detail}',
    nextEn: 'Correct the named lines, then run: congky config check',
    nextVi: 'Sửa các dòng được nêu, rồi chạy: congky config check',
  },
  ERR_CONFIG_NOT_FOUND: {
    disposition: 'hold',
    status: 404,
    en: 'There is no configuration file {file}.',
    vi: 'Không có tệp cấu hình {file}.',
    nextEn: 'Make one with: congky init',
    nextVi: 'Tạo tệp bằng lệnh: congky init',
  },
  ERR_CONFIG_EXISTS: {
    disposition: 'reject',
    status: 409,
    en: 'There is a configuration file {file} already.',
    vi: 'Đã có tệp cấu hình {file}.',
    nextEn: 'Edit it, name another file with --config, or replace it with --force.',
    nextVi: 'Sửa tệp đó, chọn tệp khác bằng --config, hoặc thay thế bằng --force.',
  },
  ERR_CONFIG_CHANGED: {
    disposition: 'retry',
    status: 409,
    en: 'The configuration file {file} was changed by someone else meanwhile, so nothing was written.',
    vi: 'Tệp cấu hình {file} vừa bị người khác sửa nên chưa ghi gì.',
    nextEn: 'Look at the change, then do it again.',
    nextVi: 'Xem lại thay đổi đó rồi thực hiện lại.',
  },
  ERR_SECRET_MISSING: {
    disposition: 'hold',
    status: 409,
    en: 'The secret “{secret}” has not been set.',
    vi: 'Chưa nhập mật khẩu có tên “{secret}”.',
    nextEn: 'Set it with: congky secret set {secret}',
    nextVi: 'Nhập bằng lệnh: congky secret set {secret}',
  },
  ERR_SECRET_STORE: {
    disposition: 'hold',
    status: 409,
    en: 'The store of secrets cannot be opened: {detail}.',
    vi: 'Không mở được kho mật khẩu: {detail}.',
    nextEn: 'Give the key file mode 0600 and the owner of the gateway, or restore it from a backup.',
    nextVi: 'Đặt quyền 0600 cho tệp khóa, đúng chủ sở hữu, hoặc khôi phục từ bản sao lưu.',
  },
  ERR_STORE_FULL: {
    disposition: 'retry',
    status: 503,
    en: 'The disk of the gateway is full, so nothing is accepted or signed.',
    vi: 'Ổ đĩa của cổng ký đã đầy nên không nhận và không ký.',
    nextEn: 'Free some space; the gateway goes on by itself.',
    nextVi: 'Giải phóng dung lượng; cổng ký sẽ tự chạy tiếp.',
  },
  ERR_STORE_FAILED: {
    disposition: 'retry',
    status: 503,
    en: 'The disk of the gateway did not confirm a write, so the gateway stops rather than sign without a record.',
    vi: 'Ổ đĩa không xác nhận đã ghi xong, nên cổng ký dừng lại thay vì ký mà không lưu được lịch sử.',
    nextEn: 'Check the disk, then start the gateway again: what was not confirmed is taken up anew.',
    nextVi: 'Kiểm tra ổ đĩa rồi khởi động lại cổng ký: những gì chưa được xác nhận sẽ được làm lại.',
  },
  ERR_STATE_IN_USE: {
    disposition: 'hold',
    status: 409,
    en: 'Another gateway is already running with the state folder {folder}.',
    vi: 'Đã có một cổng ký khác chạy với thư mục trạng thái {folder}.',
    nextEn: 'Stop it first, or give this one a stateDir of its own.',
    nextVi: 'Dừng cổng ký kia, hoặc đặt stateDir riêng cho cổng ký này.',
  },
  ERR_HISTORY_KEY: {
    disposition: 'hold',
    status: 409,
    en: 'The key that signs the history cannot be used: {file}.',
    vi: 'Không dùng được khóa ký lịch sử: {file}.',
    nextEn:
      'Restore the file from a backup. If there is none, move it away: the gateway then makes a new key and says so in the history.',
    nextVi:
      'Khôi phục tệp này từ bản sao lưu. Nếu không có, hãy chuyển tệp đi nơi khác: cổng ký sẽ tạo khóa mới và ghi rõ trong lịch sử.',
  },
  ERR_STATE_MISSING: {
    disposition: 'reject',
    status: 404,
    en: 'No gateway has run with the state folder {folder} yet, so there is nothing to show.',
    vi: 'Chưa có cổng ký nào chạy với thư mục trạng thái {folder} nên chưa có dữ liệu.',
    nextEn: 'Check --config, or start the gateway: congky start',
    nextVi: 'Kiểm tra --config, hoặc chạy cổng ký: congky start',
  },
  ERR_PORT_TAKEN: {
    disposition: 'hold',
    status: 409,
    en: 'Port {port} on {host} is used by another program.',
    vi: 'Cổng {port} trên {host} đang được chương trình khác sử dụng.',
    nextEn: 'Choose another listen.port in congky.yaml, or stop the other program.',
    nextVi: 'Chọn listen.port khác trong congky.yaml, hoặc dừng chương trình kia.',
  },
  ERR_HISTORY_BROKEN: {
    disposition: 'hold',
    status: 409,
    en: 'The history is broken: {detail}.',
    vi: 'Lịch sử ký không toàn vẹn: {detail}.',
    nextEn: 'Keep the state folder as it is for an examination, and run: congky history verify',
    nextVi: 'Giữ nguyên thư mục trạng thái để điều tra, và chạy: congky history verify',
  },
  ERR_STOPPING: {
    disposition: 'retry',
    status: 503,
    en: 'The gateway is stopping.',
    vi: 'Cổng ký đang dừng.',
    nextEn: 'Send again once it runs.',
    nextVi: 'Gửi lại khi cổng ký chạy lại.',
  },
  ERR_INTERNAL: {
    disposition: 'hold',
    status: 500,
    en: 'Internal error. The cause is in the log of the gateway.',
    vi: 'Lỗi nội bộ. Nguyên nhân được ghi trong nhật ký của cổng ký.',
    nextEn: 'Report it with the log; then try again: congky requests retry <id>',
    nextVi: 'Báo lỗi kèm nhật ký; sau đó thử lại: congky requests retry <mã>',
  },

  // What a command or client meets on its own side
  ERR_GATEWAY_NOT_RUNNING: {
    disposition: 'retry',
    status: 503,
    en: 'No gateway answers at {address}.',
    vi: 'Không có cổng ký nào trả lời tại {address}.',
    nextEn: 'Start it with: congky start',
    nextVi: 'Khởi động bằng lệnh: congky start',
  },
  ERR_CONNECTION_LOST: {
    disposition: 'retry',
    status: 503,
    en: 'The connection to the gateway {address} was lost: {detail}.',
    vi: 'Mất kết nối tới cổng ký {address}: {detail}.',
    nextEn: 'Send again with the same key: nothing is signed twice.',
    nextVi: 'Gửi lại với cùng khóa: chứng từ không bị ký hai lần.',
  },
  ERR_FINGERPRINT_MISMATCH: {
    disposition: 'reject',
    status: 495,
    en: 'The gateway at {address} shows another TLS certificate than the one paired with.',
    vi: 'Cổng ký tại {address} xuất trình chứng chỉ TLS khác với chứng chỉ đã ghép nối.',
    nextEn: 'Someone may be in between. If the gateway was set up anew, pair again.',
    nextVi: 'Có thể có kẻ đứng giữa. Nếu cổng ký vừa cài lại, hãy ghép nối lại.',
  },
  ERR_TLS_UNTRUSTED: {
    disposition: 'reject',
    status: 495,
    en: 'The TLS certificate of the gateway at {address} cannot be trusted: {detail}.',
    vi: 'Không thể tin cậy chứng chỉ TLS của cổng ký tại {address}: {detail}.',
    nextEn: 'Pair this workstation, or give the fingerprint of the gateway’s certificate.',
    nextVi: 'Ghép nối máy trạm này, hoặc cung cấp dấu vân tay chứng chỉ của cổng ký.',
  },
  ERR_ADDRESS_INVALID: {
    disposition: 'reject',
    status: 400,
    en: 'The gateway address “{address}” cannot be used: {detail}.',
    vi: 'Không dùng được địa chỉ cổng ký “{address}”: {detail}.',
    nextEn: 'Write it like https://192.168.1.10:8443.',
    nextVi: 'Ghi theo dạng https://192.168.1.10:8443.',
  },
  ERR_ANSWER_UNKNOWN: {
    disposition: 'reject',
    status: 502,
    en: 'The gateway gave an answer that this client does not understand: {detail}.',
    vi: 'Máy trạm không hiểu trả lời của cổng ký: {detail}.',
    nextEn: 'Update congky-client to the version of the gateway.',
    nextVi: 'Cập nhật congky-client theo phiên bản của cổng ký.',
  },
  ERR_FILE_UNUSABLE: {
    disposition: 'reject',
    status: 422,
    en: 'The file {file} cannot be used: {detail}.',
    vi: 'Không dùng được tệp {file}: {detail}.',
    nextEn: 'Check its name and rights, then run the command again.',
    nextVi: 'Kiểm tra tên và quyền truy cập, rồi chạy lại lệnh.',
  },
  ERR_FILE_EXISTS: {
    disposition: 'reject',
    status: 409,
    en: 'The file {file} is there already and was left as it is.',
    vi: 'Tệp {file} đã có sẵn và được giữ nguyên.',
    nextEn: 'Move it away, or repeat with --force to overwrite it.',
    nextVi: 'Chuyển tệp đi nơi khác, hoặc chạy lại với --force để ghi đè.',
  },
  ERR_NOT_PAIRED: {
    disposition: 'reject',
    status: 401,
    en: 'This workstation is not paired with a gateway.',
    vi: 'Máy trạm này chưa ghép nối với cổng ký.',
    nextEn: 'Run: congky-client pair <code>',
    nextVi: 'Chạy: congky-client pair <mã>',
  },
  ERR_USAGE: {
    disposition: 'reject',
    status: 400,
    en: '{detail}',
    vi: '{detail}',
    nextEn: 'See --help.',
    nextVi: 'Xem --help.',
  },
} as const satisfies Record<`ERR_${string}`, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue
export type Language = 'vi' | 'en'
/** A piece of text in both languages, for details that are sentences rather than names or numbers. */
export type Bilingual = Readonly<Record<Language, string>>
export type ErrorDetails = Readonly<Record<string, string | number | Bilingual>>

/** True for a code that this version of congky knows. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCatalogue, value)
}

export interface ErrorText {
  readonly message: string
  readonly next: string
}

/** The text of one error in one language, its `{names}` filled in; an unknown name becomes “?”. */
export function describeError(code: ErrorCode, details: ErrorDetails, language: Language): ErrorText {
  const entry: ErrorEntry = errorCatalogue[code]
  const show = (name: string) => {
    const value = details[name] ?? '?'
    return typeof value === 'object' ? value[language] : String(value)
  }
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => show(name))
  return language === 'vi'
    ? { message: fill(entry.vi), next: fill(entry.nextVi) }
    : { message: fill(entry.en), next: fill(entry.nextEn) }
}
