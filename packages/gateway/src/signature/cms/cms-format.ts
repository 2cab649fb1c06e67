/** CMS SignedData over a document of any kind (RFC 5652), as a format of the engine. */
import { type CmsProfileOptions, CongkyError } from '@congky/shared'
import { LIGHT_BYTES_MAX } from '../light.ts'
import { lookAtFile } from '../look-at-document.ts'
import { readCoveredFile } from '../read-covered.ts'
import type { SignatureFormat } from '../signature-format.ts'
import { toPem } from './pem.ts'
import { assertVerifies, type CmsPlanRest, planCms } from './plan-cms.ts'
import { completeSignedData, signatureOctets } from './signed-data.ts'

export const cmsFormat: SignatureFormat<CmsProfileOptions, Buffer, CmsPlanRest<CmsProfileOptions>> = {
  open(document) {
    if (document.length === 0) throw new CongkyError('ERR_DOCUMENT_EMPTY')
    return Buffer.from(document.buffer, document.byteOffset, document.byteLength)
  },
  isLight: (document) => document.length <= LIGHT_BYTES_MAX,
  inspect: () => ({ taxCode: null }),
  look: (document, _profile, _options, valuePaths) => lookAtFile(document, valuePaths),
  read: (document) => readCoveredFile(document),
  plan: planCms,
  complete(document, { rest }, { value, timestamp }) {
    const { options, signedData } = rest
    if (options.cades === 't' && timestamp === null) return { timestampOver: signatureOctets(signedData, value) }
    const content = options.detached ? null : document
    const der = completeSignedData(signedData, value, { content, timestampToken: timestamp })
    assertVerifies(der, document, signedData)
    return { document: options.encoding === 'pem' ? toPem(der) : der }
  },
}
