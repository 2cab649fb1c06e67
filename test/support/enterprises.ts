/** Thousands of enterprises, for lists: tax codes with valid check digits, and names as people have them. */
import { expectedCheckDigit } from '@congky/shared'

const NAMES = ['Công ty TNHH Dệt may Hưng Yên', 'Công ty Cổ phần Đồ gỗ Á Đông', 'Doanh nghiệp tư nhân Bình Định']

export interface ListedEnterprise {
  readonly taxCode: string
  readonly name: string
}

/** @param first Nine digits to begin from, so that two lists need not overlap. */
export function manyEnterprises(count: number, first = 200_000_000): ListedEnterprise[] {
  const list: ListedEnterprise[] = []
  for (let digits = first; list.length < count; digits += 37) {
    const check = expectedCheckDigit(String(digits))
    if (check !== null) list.push({ taxCode: `${digits}${check}`, name: `${NAMES[list.length % 3]} ${list.length}` })
  }
  return list
}

/** As a spreadsheet saves it where the comma stands in numbers. */
export function asCsv(enterprises: readonly ListedEnterprise[]): string {
  const lines = enterprises.map(({ taxCode, name }) => `${taxCode};${name};;`)
  return `\ufeff${['Mã số thuế;Tên doanh nghiệp;Chữ ký số;Nguồn', ...lines].join('\r\n')}\r\n`
}

/** 500 lines, of which seven are bad; each in its own way, on the lines that are told. */
export function listWithBadLines(): { readonly csv: string; readonly badLines: readonly number[] } {
  const lines = asCsv(manyEnterprises(500)).split('\r\n')
  const spoil = (line: number, change: (text: string) => string) => {
    lines[line - 1] = change(lines[line - 1] ?? '')
  }
  spoil(10, (text) => text.replace(/^(\d{9})(\d)/, (_, nine, last) => `${nine}${(Number(last) + 1) % 10}`))
  spoil(50, (text) => text.replace(/;[^;]+;/, ';;'))
  spoil(111, (text) => text.replace(/^\d+/, '12345'))
  spoil(222, () => lines[20] ?? '')
  spoil(333, (text) => text.replace(/;;$/, ';5,402E+27;'))
  spoil(401, (text) => text.replace(/;;$/, ';không phải số;'))
  spoil(499, (text) => text.replace(/;;$/, ';;khong-co-nguon-nay'))
  return { csv: lines.join('\r\n'), badLines: [10, 50, 111, 222, 333, 401, 499] }
}
