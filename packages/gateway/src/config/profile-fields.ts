/** What profiles of several kinds are written with. */
import { because, text } from './fields.ts'

export const DIGESTS = ['auto', 'sha1', 'sha256'] as const

/** `/Envelope/Body/Content`: every element named from the root; a namespace prefix before a name is allowed. */
export const elementPath = () =>
  text().refine(
    (value) => /^(?:\/(?:[\p{L}_][\p{L}\p{N}\p{M}._-]*:)?[\p{L}_][\p{L}\p{N}\p{M}._-]*)+$/u.test(value),
    because('a path starts at the root: /Envelope/Body', 'đường dẫn bắt đầu từ gốc: /Envelope/Body'),
  )
