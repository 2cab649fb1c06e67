import type { CongkyError, ConnectionTestView } from '@congky/shared'

/** What a test of a connection tells of its failure, in both languages. */
export function toConnectionProblem(error: CongkyError): NonNullable<ConnectionTestView['problem']> {
  const [vi, en] = [error.text('vi'), error.text('en')]
  return { code: error.code, message: { vi: vi.message, en: en.message }, next: { vi: vi.next, en: en.next } }
}
