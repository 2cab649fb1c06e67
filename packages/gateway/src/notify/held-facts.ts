/** Requests that wait for a person, by their reason. */
import type { Bilingual } from '@congky/shared'
import type { Fact } from '../domain/notification.ts'
import type { FactsInput } from './gather-facts.ts'

/** Why, without the details of one request; other reasons are told by their code. */
const REASONS: Readonly<Record<string, Bilingual>> = {
  ERR_TOKEN_ABSENT: {
    vi: 'token chứa chữ ký số chưa được cắm',
    en: 'the token with their certificate is not plugged in',
  },
  ERR_TOKEN_LOCKED: { vi: 'token chưa được mở khóa', en: 'the token is not unlocked' },
  ERR_PIN_REFUSED: { vi: 'token đã từ chối mã PIN', en: 'the token refused the PIN' },
  ERR_PIN_TRIES_LOW: { vi: 'token còn ít lần nhập PIN', en: 'the token has few PIN tries left' },
  ERR_PIN_BLOCKED: { vi: 'mã PIN của token đã bị khóa', en: 'the PIN of the token is blocked' },
  ERR_TOKEN_FAULTY: { vi: 'token hoạt động không đúng', en: 'the token does not work properly' },
  ERR_CERTIFICATE_EXPIRED: { vi: 'chữ ký số đã hết hạn', en: 'the certificate has expired' },
  ERR_CERTIFICATE_NOT_YET_VALID: { vi: 'chữ ký số chưa có hiệu lực', en: 'the certificate is not valid yet' },
  ERR_RESTORED_REQUEST: { vi: 'cổng ký được khôi phục từ bản sao lưu', en: 'the gateway was restored from a backup' },
}

export function heldFacts({ status, settleMs }: FactsInput): readonly Fact[] {
  const counts = new Map<string, number>()
  for (const { errorCode, count } of status.held) counts.set(errorCode, (counts.get(errorCode) ?? 0) + count)
  return [...counts].map(([code, count]) => {
    const reason = REASONS[code] ?? { vi: `mã ${code}`, en: `code ${code}` }
    return {
      ...{ key: `held:${code}`, topic: 'held', level: 'warning', kind: 'state', stage: 0, page: 'history' },
      settleMs: settleMs * 2,
      vi: `${count} yêu cầu đang chờ người xử lý: ${reason.vi}`,
      en: `${count} request${count === 1 ? '' : 's'} waiting for a person: ${reason.en}`,
      next: {
        vi: 'Mở trang Cổng ký để xem lý do và cách xử lý.',
        en: 'Open the gateway’s page to see why, and what to do.',
      },
    }
  })
}
