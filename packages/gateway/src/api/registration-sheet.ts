/**
 * What a company writes on the forms of the customs and tax authorities when it registers a certificate: the fields
 * are those of "Đăng ký chữ ký số" on customs.gov.vn and "Thay đổi chứng thư số" on thuedientu.gdt.gov.vn.
 */
import type { Certificate } from '../domain/certificate.ts'
import type { OrganizationConfig } from '../domain/gateway-config.ts'

/** Vietnam has one time zone and no daylight saving; forms ask for its time whatever the host's clock is set to. */
const VIETNAM_TIME = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** @returns Plain text for Windows' own editor too: with a byte order mark and its line ends. */
export function registrationSheet(
  certificate: Certificate,
  organization: OrganizationConfig | null,
  now: Date,
): string {
  const { subject, taxCode, serial, issuer, notBefore, notAfter, thumbprint, keyType, keyBits } = certificate
  const lines = [
    'THÔNG TIN ĐĂNG KÝ CHỮ KÝ SỐ',
    '(dùng để điền hồ sơ đăng ký chữ ký số với cơ quan hải quan, cơ quan thuế)',
    '',
    ...(organization === null ? [] : organizationLines(organization)),
    'CHỨNG THƯ SỐ',
    ...pairs([
      ['Chủ thể (Subject)', subject],
      ['Mã số thuế trên chứng thư', taxCode ?? '(không ghi)'],
      ['Số serial', serial],
      ['Tổ chức chứng thực (Issuer)', issuer],
      ['Hiệu lực từ', `${VIETNAM_TIME.format(notBefore)} (giờ Việt Nam)`],
      ['Hiệu lực đến', `${VIETNAM_TIME.format(notAfter)} (giờ Việt Nam)`],
      ['Loại khóa', `${keyType.toUpperCase()} ${keyBits} bit`],
      ['Thumbprint SHA-256', thumbprint.toUpperCase()],
    ]),
    '',
    `Cổng ký lập ngày ${VIETNAM_TIME.format(now)}. Tệp .cer kèm theo là chứng thư số (không chứa khóa bí mật).`,
  ]
  return `\ufeff${lines.join('\r\n')}\r\n`
}

function organizationLines(organization: OrganizationConfig): string[] {
  const { taxCode, name, address, phone, contactName, contactPhone, email } = organization
  return [
    'DOANH NGHIỆP',
    ...pairs([
      ['Mã số thuế', taxCode],
      ['Tên doanh nghiệp', name],
      ['Địa chỉ', address],
      ['Điện thoại/Fax', phone],
      ['Người liên hệ', contactName],
      ['Điện thoại người liên hệ', contactPhone],
      ['Email', email],
    ]),
    '',
  ]
}

/** One line each; what is not known is left out. Line ends in a value would fake a field of their own. */
function pairs(entries: readonly (readonly [string, string | null])[]): string[] {
  return entries.flatMap(([label, value]) => (value === null ? [] : [`  ${label}: ${value.replace(/\s+/g, ' ')}`]))
}
