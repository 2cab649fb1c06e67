import { SignedXml } from 'xml-crypto'
import type { Verdict } from './verdict.ts'

/**
 * Asks xml-crypto about the nth signature (default: the first), with the certificate it carries. It takes
 * seconds for large documents, and errs on some (see the gateway's second opinion): for plain documents up to
 * 100 KB.
 */
export function judgeWithXmlCrypto(signed: Uint8Array, options: { readonly signature?: number } = {}): Verdict {
  const document = Buffer.from(signed)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
  const signatures = document.match(/<(?:\w+:)?Signature\s[\s\S]*?<\/(?:\w+:)?Signature>/g) ?? []
  const signature = signatures[options.signature ?? 0]
  if (signature === undefined) return { accepted: false, detail: 'no signature found' }
  try {
    const verifier = new SignedXml({ getCertFromKeyInfo: SignedXml.getCertFromKeyInfo })
    verifier.loadSignature(signature)
    return verifier.checkSignature(document)
      ? { accepted: true, detail: 'OK' }
      : { accepted: false, detail: 'a digest differs' }
  } catch (error) {
    return { accepted: false, detail: String(error) }
  }
}
