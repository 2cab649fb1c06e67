/** The stages of a request's way as people read them. */
import type { Bilingual, StageView } from '@congky/shared'
import { STAGES, type Stage, type StageTimes } from './stage-times.ts'

export const STAGE_WORDS: Readonly<Record<Stage, Bilingual>> = {
  receive: { vi: 'nhận yêu cầu', en: 'receiving it' },
  parse: { vi: 'đọc chứng từ', en: 'reading the document' },
  canonicalize: { vi: 'chuẩn hóa phần được ký', en: 'canonical form of what is signed' },
  digest: { vi: 'tính mã băm', en: 'hashing' },
  queue: { vi: 'chờ đến lượt tại USB token', en: "waiting for the token's turn" },
  sign: { vi: 'USB token ký', en: 'signing in the token' },
  verify: { vi: 'kiểm tra chữ ký', en: 'checking the signature' },
  store: { vi: 'chờ ghi xuống đĩa', en: 'waiting for the disk' },
  deliver: { vi: 'trả kết quả', en: 'handing the outcome back' },
}

/** Those that were measured, in the order of the way. */
export function toStageViews(times: StageTimes): readonly StageView[] {
  return STAGES.flatMap((stage) => {
    const ms = times[stage]
    return ms === undefined ? [] : [{ stage, title: STAGE_WORDS[stage], ms }]
  })
}
