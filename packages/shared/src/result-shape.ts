import { z } from 'zod'

/** What a signed document is; an older gateway, which signs XML only, does not say. */
export const resultShape = {
  mediaType: z.string().max(200).optional(),
  /** Added to the name of the document's file, as `.p7s`; absent where the result is named like the document. */
  fileExtension: z
    .string()
    .regex(/^\.[a-z0-9]{1,10}$/)
    .optional(),
}
