import type { Bilingual } from '@congky/shared'

/** What the admin should know of access keys that end and that nobody renewed. */
export function expiryNotices(
  expiring: readonly { readonly name: string; readonly expiresAt: Date }[],
  now = new Date(),
): Bilingual[] {
  return expiring.map(({ name, expiresAt }) => {
    const isOver = expiresAt.getTime() <= now.getTime()
    const en = expiresAt.toLocaleDateString('en-GB')
    const vi = expiresAt.toLocaleDateString('vi-VN')
    return {
      en: `The access key of workstation ${name} ${isOver ? 'expired' : 'expires'} on ${en}: congky workstation rotate ${name}`,
      vi: `Khóa truy cập của máy trạm ${name} ${isOver ? 'đã hết hạn' : 'hết hạn'} ngày ${vi}: congky workstation rotate ${name}`,
    }
  })
}
