/** S/MIME `multipart/signed` (RFC 8551, 3.5.3), as a format of the engine. */
import type { SmimeProfileOptions } from '@congky/shared'
import { LIGHT_BYTES_MAX } from '../light.ts'
import { lookAtFile } from '../look-at-document.ts'
import { readCoveredFile } from '../read-covered.ts'
import type { SignatureFormat } from '../signature-format.ts'
import { readMimePart } from './mime-part.ts'
import { readSignedMime } from './mime-signed.ts'
import { assertVerifies, type CmsPlanRest, planCms } from './plan-cms.ts'
import { completeSignedData } from './signed-data.ts'
import { signedMessage, toMimePart } from './write-mime.ts'

type SmimePlanRest = CmsPlanRest<SmimeProfileOptions> & { readonly part: Uint8Array }

export const smimeFormat: SignatureFormat<SmimeProfileOptions, Buffer, SmimePlanRest> = {
  open: (document) => Buffer.from(document.buffer, document.byteOffset, document.byteLength),
  isLight: (document) => document.length <= LIGHT_BYTES_MAX,
  inspect(document, profile, options) {
    toMimePart(document, options, profile)
    return { taxCode: null }
  },
  look: (document, profile, options, valuePaths) =>
    lookAtFile(readMimePart(toMimePart(document, options, profile)).content, valuePaths),
  read(document, profile, options) {
    const { headers, content } = readMimePart(toMimePart(document, options, profile))
    const { rendering, ...read } = readCoveredFile(content)
    return { ...read, rendering: { ...rendering, parts: [...rendering.parts, headers] } }
  },
  plan(document, request) {
    const part = toMimePart(document, request.options, request.profile)
    const plan = planCms(part, request)
    return { ...plan, rest: { ...plan.rest, part } }
  },
  complete(_document, { rest }, { value }) {
    const { options, part, signedData } = rest
    const signature = completeSignedData(signedData, value, { content: null, timestampToken: null })
    const message = signedMessage(part, signature, micalgOf(signedData.digest, options))
    const read = readSignedMime(message)
    if (!read.part.equals(part)) throw new Error('the message holds another part')
    assertVerifies(read.signature, part, signedData)
    return { document: message }
  },
}

/** RFC 8551, 3.5.3.2; the names without a dash are those of RFC 3851 and older. */
function micalgOf(digest: 'sha1' | 'sha256', { micalg }: SmimeProfileOptions): string {
  return micalg === 'without-dash' ? digest : digest.replace('sha', 'sha-')
}
