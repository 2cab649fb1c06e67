/** The stages of a request's way as people read them. */
import type { Bilingual, StageView } from '@congky/shared'
import { STAGES, type Stage, type StageTimes } from './stage-times.ts'

export const STAGE_WORDS: Readonly<Record<Stage, Bilingual>> = {
  receive: { vi: 'nhận yêu cầu', en: 'receiving it' },
  parse: { vi: 'đọc chứng từ', en: 'reading the document' },
  canonicalize: { vi: 'chuẩn hóa', en: 'canonical form' },
  digest: { vi: 'tính mã băm', en: 'hashing' },
  queue: { vi: 'chờ USB token', en: 'waiting for the token' },
  sign: { vi: 'USB token ký', en: 'signing in the token' },
  verify: { vi: 'kiểm tra chữ ký', en: 'checking the signature' },
  store: { vi: 'chờ ghi đĩa', en: 'waiting for the disk' },
  deliver: { vi: 'trả kết quả', en: 'handing it back' },
}

/** Those that were measured, in the order of the way. */
export function toStageViews(times: StageTimes): readonly StageView[] {
  return STAGES.flatMap((stage) => {
    const ms = times[stage]
    return ms === undefined ? [] : [{ stage, title: STAGE_WORDS[stage], ms }]
  })
}
