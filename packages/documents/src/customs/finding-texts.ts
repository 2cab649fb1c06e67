/** What a finding says to people, and what is to be done about each rule. */
import type { Bilingual } from '@congky/shared'
import type { CustomsRule } from './customs-finding.ts'

const both = (vi: string, en: string): Bilingual => ({ vi, en })

/** The answer to a refused message carries these as `Solution`. */
export const solutions: Readonly<Record<CustomsRule, Bilingual>> = {
  'element-name': both('Dùng tên thẻ theo bảng chuẩn', 'Use the name that the table gives'),
  'element-unknown': both('Bỏ thẻ không có trong chuẩn', 'Leave out what the table does not have'),
  'element-repeated': both('Chỉ ghi thẻ này một lần', 'Write this element once'),
  'element-place': both('Đặt thẻ đúng vị trí theo chuẩn', 'Put the element where the table has it'),
  'attribute-unknown': both('Bỏ thuộc tính không có trong chuẩn', 'Leave out what the table does not have'),
  namespace: both('Không dùng namespace cho các thẻ của thông điệp', 'Use no namespace'),
  'text-outside': both('Bỏ nội dung nằm ngoài các thẻ', 'Leave out the text between elements'),
  'value-form': both('Ghi giá trị theo đúng khuôn dạng', 'Write the value in the usual form'),
  'kind-unknown': both('Kiểm tra lại loại và chức năng thông điệp', 'Correct type and function'),
  missing: both('Bổ sung thẻ này', 'Add the element'),
  empty: both('Ghi giá trị cho thẻ này', 'Give the element a value'),
  condition: both('Bổ sung giá trị nếu thuộc trường hợp này', 'Add the value if the condition holds'),
  'too-long': both('Rút ngắn giá trị', 'Shorten the value'),
  'wrong-length': both('Ghi giá trị đúng độ dài', 'Write a value of the right length'),
  number: both('Ghi bằng chữ số, dấu chấm thập phân', 'Write digits, with a point'),
  date: both('Ghi ngày có thật, dạng yyyy-MM-dd', 'Write a real day as yyyy-MM-dd'),
  base64: both('Mã hóa lại nội dung bằng base64', 'Encode the content in base64 again'),
  'code-unknown': both('Dùng mã trong danh mục', 'Use a code of the list'),
  characters: both('Bỏ ký tự điều khiển', 'Leave out control characters'),
  blanks: both('Bỏ khoảng trắng ở đầu và cuối', 'Leave out blanks at both ends'),
  guid: both('Dùng GUID 36 ký tự', 'Use a GUID of 36 characters'),
  'tax-code': both('Kiểm tra lại mã số thuế', 'Check the tax code'),
  contradiction: both('Kiểm tra lại các giá trị trái ngược nhau', 'Correct the values that contradict each other'),
  cimp: both('Kiểm tra lại nội dung CIMP', 'Correct the CIMP text'),
  more: both('Sửa các lỗi đã nêu rồi kiểm tra lại', 'Correct what is listed, then check again'),
}

/** "Số vận đơn chủ (AWB): … [bảng II.2.4]" */
export function about(label: Bilingual, element: string, table: string, said: Bilingual): Bilingual {
  const inVi = table === '' ? '' : ` (bảng ${table})`
  const inEn = table === '' ? '' : ` (table ${table})`
  return { vi: `${label.vi} – ${element}: ${said.vi}${inVi}`, en: `${label.en} – ${element}: ${said.en}${inEn}` }
}
