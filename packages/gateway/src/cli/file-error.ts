import { type Bilingual, CongkyError } from '@congky/shared'

const REASONS: Readonly<Record<string, Bilingual>> = {
  ENOENT: { en: 'it does not exist', vi: 'tệp không tồn tại' },
  EACCES: { en: 'you have no right to it', vi: 'bạn không có quyền truy cập' },
  EPERM: { en: 'you have no right to it', vi: 'bạn không có quyền truy cập' },
  EISDIR: { en: 'it is a folder', vi: 'đây là thư mục' },
  ENOSPC: { en: 'the disk is full', vi: 'ổ đĩa đã đầy' },
}

/** A file that was named on the command line and cannot be read or written. */
export function fileError(file: string, cause: unknown): CongkyError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return new CongkyError('ERR_FILE_UNUSABLE', { file, detail: REASONS[code] ?? code }, { cause })
}
