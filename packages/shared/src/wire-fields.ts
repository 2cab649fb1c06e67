import { z } from 'zod'

/** SHA-256 in lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/)
export const isoTime = z.iso.datetime({ offset: true })
