import { CongkyError } from '@congky/shared'

const reasons: Readonly<Record<string, { en: string; vi: string }>> = {
  ENOENT: { en: 'it does not exist', vi: 'tệp không tồn tại' },
  EACCES: { en: 'you have no right to it', vi: 'bạn không có quyền truy cập' },
  EPERM: { en: 'you have no right to it', vi: 'bạn không có quyền truy cập' },
  EEXIST: { en: 'it is not a folder', vi: 'đây không phải là thư mục' },
  EISDIR: { en: 'it is a folder', vi: 'đây là thư mục' },
  ENOTDIR: { en: 'a part of its path is no folder', vi: 'đường dẫn không đúng' },
  ENOSPC: { en: 'the disk is full', vi: 'ổ đĩa đã đầy' },
  EROFS: { en: 'the disk is read-only', vi: 'ổ đĩa chỉ cho đọc' },
}

/** What the file system said about a file, for a person. */
export function fileError(file: string, cause: unknown): CongkyError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const detail = reasons[code] ?? (code || 'unknown error')
  return new CongkyError('ERR_FILE_UNUSABLE', { file, detail }, { cause })
}
