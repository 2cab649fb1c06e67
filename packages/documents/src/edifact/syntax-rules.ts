/** What can be wrong with the syntax of an interchange, as a table: severity and words of every rule. */
import type { Bilingual } from '@congky/shared'
import type { EdifactSeverity } from './edifact-finding.ts'

interface SyntaxRuleWords extends Bilingual {
  readonly severity: EdifactSeverity
}

const error = (vi: string, en: string): SyntaxRuleWords => ({ severity: 'error', vi, en })
const warning = (vi: string, en: string): SyntaxRuleWords => ({ severity: 'warning', vi, en })
const notice = (vi: string, en: string): SyntaxRuleWords => ({ severity: 'notice', vi, en })

/** Words in braces are filled from the details of one finding. Names of rules are stable. */
export const SYNTAX_RULES = {
  'no-header': error(
    'Không tìm thấy đoạn UNB (hoặc UIB): đây không phải là một trao đổi UN/EDIFACT.',
    'There is no UNB (or UIB): this is no interchange of UN/EDIFACT.',
  ),
  'byte-order-mark': warning(
    'Tệp bắt đầu bằng dấu thứ tự byte (BOM); được bỏ qua.',
    'The file begins with a byte order mark, which is passed over.',
  ),
  'text-before': warning(
    'Có nội dung lạ trước đoạn đầu tiên: “{found}”; được bỏ qua.',
    'Something stands before the first segment: “{found}”; it is passed over.',
  ),
  'text-after': warning(
    'Có nội dung lạ sau đoạn {tag} kết thúc trao đổi: “{found}”; được bỏ qua.',
    'Something stands behind {tag}, the end of the interchange: “{found}”; it is passed over.',
  ),
  'further-interchange': warning(
    'Sau trao đổi này còn một trao đổi khác (đoạn {tag}); chỉ trao đổi đầu tiên được đọc.',
    'Another interchange follows ({tag}); only the first one is read.',
  ),
  'service-string': error(
    'Các ký tự dịch vụ “{found}” của UNA không dùng được (trùng nhau hoặc là chữ, số).',
    'The service characters “{found}” of UNA cannot be used (two are equal, or letters).',
  ),
  'service-repetition': warning(
    'UNA ghi dấu phân tách lặp “{found}”, nhưng phiên bản cú pháp {version} không có lặp; đọc “{found}” như chữ thường.',
    'UNA names a repetition separator “{found}”, which syntax version {version} does not have; it is read as data.',
  ),
  'service-characters': notice(
    "Thiếu UNA: {identifier} ở phiên bản {version} mặc định dùng ký tự điều khiển làm dấu phân tách; đọc theo các dấu : + ? ' của UNOA.",
    "UNA is missing: {identifier} of version {version} has control characters as separators by default; read with : + ? ' of UNOA.",
  ),
  syntax: warning(
    'Mã cú pháp “{found}” không có hoặc không được hỗ trợ.',
    'There is no syntax identifier “{found}”, or it is not supported.',
  ),
  version: warning(
    'Phiên bản cú pháp “{found}” không có (chỉ 1 đến 4).',
    'There is no syntax version “{found}” (1 to 4 only).',
  ),
  'repertoire-version': warning(
    'Bộ ký tự {identifier} chỉ có từ phiên bản cú pháp {since}, không có ở phiên bản {version}.',
    'Repertoire {identifier} exists from syntax version {since} on, not in version {version}.',
  ),
  'lower-case': warning(
    'Chữ thường “{found}” không thuộc bộ ký tự UNOA (chỉ chữ hoa).',
    'Lower case “{found}” is not in repertoire UNOA (upper case only).',
  ),
  character: warning(
    'Ký tự “{found}” ({code}) không thuộc bộ ký tự {identifier}.',
    'Character “{found}” ({code}) is not in repertoire {identifier}.',
  ),
  encoding: warning(
    'Byte {found} không đúng mã hóa UTF-8; đọc như ISO 8859-1.',
    'Byte {found} is no correct UTF-8; read as ISO 8859-1.',
  ),
  terminator: warning(
    'Đoạn kết thúc bằng dấu nháy cong “{found}” thay vì “{terminator}”; được đọc như dấu kết thúc đoạn.',
    'The segment ends with the curly “{found}” instead of “{terminator}”; it is read as the terminator.',
  ),
  'line-break': warning(
    'Xuống dòng ở giữa giá trị; chỗ xuống dòng được bỏ.',
    'A line break stands inside a value; it is left out.',
  ),
  between: notice(
    'Có khoảng trắng hoặc xuống dòng giữa các đoạn; được bỏ qua.',
    'Blanks or line breaks stand between segments; they are passed over.',
  ),
  'blank-ends': warning(
    'Khoảng trắng thừa ở đầu hoặc cuối giá trị “{found}”; được bỏ.',
    'Needless blanks at the ends of “{found}”; they are left out.',
  ),
  'blank-inside': warning(
    'Khoảng trắng ở giữa mã “{found}”; đọc là “{read}”.',
    'A blank inside the code “{found}”; read as “{read}”.',
  ),
  print: warning(
    'Chữ của trang in lẫn vào dữ liệu: “{found}”; được bỏ.',
    'Words of the printed page stand inside the data: “{found}”; they are left out.',
  ),
  release: warning(
    'Ký tự giải phóng “{release}” đứng trước ký tự thường “{found}”, không cần thiết.',
    'The release character “{release}” stands before the ordinary “{found}”, needlessly.',
  ),
  tag: error(
    '“{found}” không phải là thẻ đoạn (ba chữ hoa hoặc số, bắt đầu bằng chữ).',
    '“{found}” is no segment tag (three capitals or digits, a capital first).',
  ),
  nesting: warning(
    'Thẻ {tag} mang chỉ số lồng nhau tường minh; chỉ số không được đọc.',
    'Tag {tag} carries an explicit indication of nesting, which is not read.',
  ),
  'empty-segment': warning('Đoạn rỗng; được bỏ qua.', 'An empty segment; it is passed over.'),
  omission: warning(
    'Dấu phân tách thừa ở cuối đoạn hoặc cuối phần tử (quy tắc lược bỏ, ISO 9735-1 mục 8).',
    'Needless separators at the end of the segment or element (rules of exclusion, ISO 9735-1, 8).',
  ),
  'leading-zeros': warning(
    'Số “{found}” có số 0 thừa ở đầu (quy tắc nén, ISO 9735-1 mục 9).',
    'Number “{found}” has needless leading zeros (rules of suppression, ISO 9735-1, 9).',
  ),
  limit: error(
    'Vượt giới hạn {limit} ({allowed}); phần vượt quá không được đọc.',
    'Over the limit {limit} ({allowed}); what is beyond is not read.',
  ),
  unterminated: error(
    'Đoạn cuối không có dấu kết thúc: “{found}”; tệp có thể bị cắt cụt.',
    'The last segment has no terminator: “{found}”; the file may be cut off.',
  ),
  mandatory: warning('Thiếu {name.vi} trong đoạn {tag}.', 'The {name.en} is missing in {tag}.'),
  date: warning('“{found}” không phải là {name.vi} dạng {form}.', '“{found}” is no {name.en} in the form {form}.'),
  count: warning(
    'Đoạn {tag} ghi {found} {name.vi}, nhưng đếm được {counted}.',
    '{tag} says {found} {name.en}, but there are {counted}.',
  ),
  reference: warning(
    'Số tham chiếu ở đoạn {tag} là “{found}”, khác “{expected}” ở đoạn {header}.',
    'The reference in {tag} is “{found}”, other than “{expected}” in {header}.',
  ),
  'no-trailer': error(
    'Thiếu đoạn {trailer} kết thúc cho đoạn {tag}.',
    '{trailer}, the end of what {tag} begins, is missing.',
  ),
  outside: warning(
    'Đoạn {tag} nằm ngoài thông điệp; được bỏ qua.',
    '{tag} stands outside of a message; it is passed over.',
  ),
  mixed: error(
    'Trao đổi có cả nhóm (UNG) lẫn thông điệp ngoài nhóm; chỉ được dùng một trong hai.',
    'The interchange has both groups (UNG) and messages outside of them; only one of both may be.',
  ),
  repetition: error(
    'Phần tử lặp lại chỉ có từ phiên bản cú pháp 4 và khi có dấu phân tách lặp.',
    'Data elements repeat from syntax version 4 on only, and where there is a repetition separator.',
  ),
  unreleasable: error(
    'Giá trị “{found}” chứa ký tự dịch vụ mà trao đổi không có ký tự giải phóng.',
    'Value “{found}” has a service character, and the interchange has no release character.',
  ),
  more: notice('Còn {count} phát hiện khác cùng loại “{rule}”.', '{count} more findings of rule “{rule}”.'),
} as const satisfies Readonly<Record<string, SyntaxRuleWords>>

/** What a finding about syntax is about. */
export type SyntaxRule = keyof typeof SYNTAX_RULES
