/** What a ds:Signature says of itself, read leniently: shown to people even when the signature is not accepted. */
import type { XmlElement } from 'libxml2-wasm'
import { decodeBase64 } from '../base64.ts'
import { canonicalizationByUri, digestByUri, signatureByUri } from './algorithms.ts'
import { findElement, findElements } from './xml-document.ts'
import { shownText } from './xml-text.ts'

export interface SignatureDescription {
  /** Names of known algorithms, URIs of others; null where none is named. */
  readonly signatureMethod: string | null
  readonly digestMethods: readonly string[]
  readonly canonicalizationMethod: string | null
  /** As written; several mean that the document contradicts itself. */
  readonly signingTimes: readonly string[]
  /** Whether what carries the SigningTime is named by a reference. */
  readonly signingTimeReferenced: boolean
  /** DER of the certificates in KeyInfo that are base64. */
  readonly certificates: readonly Uint8Array[]
  /** Whether KeyInfo or an Object holds comments, which some readers trip over. */
  readonly hasComments: boolean
}

const CERTIFICATES_MAX = 10

export function describeSignature(signature: XmlElement): SignatureDescription {
  const algorithm = (xpath: string) => shownOrNull(findElement(signature, xpath)?.attr('Algorithm')?.value)
  const signatureUri = algorithm('ds:SignedInfo/ds:SignatureMethod')
  const canonicalizationUri = algorithm('ds:SignedInfo/ds:CanonicalizationMethod')
  const digestUris = findElements(signature, 'ds:SignedInfo/ds:Reference/ds:DigestMethod').map(
    (method) => method.attr('Algorithm')?.value ?? '',
  )
  const times = findElements(signature, "ds:Object//*[local-name()='SigningTime']")
  return {
    signatureMethod: signatureUri && (signatureByUri(signatureUri)?.name ?? signatureUri),
    digestMethods: [...new Set(digestUris.map((uri) => digestByUri(uri)?.name ?? shownText(uri)))],
    canonicalizationMethod:
      canonicalizationUri && (canonicalizationByUri(canonicalizationUri)?.name ?? canonicalizationUri),
    signingTimes: times.map((time) => shownText(time.content)),
    signingTimeReferenced: times.length > 0 && times.every((time) => isReferenced(time, signature)),
    certificates: findElements(signature, 'ds:KeyInfo/ds:X509Data/ds:X509Certificate')
      .slice(0, CERTIFICATES_MAX)
      .flatMap((certificate) => decodeBase64(certificate.content) ?? []),
    hasComments: signature.get("*[local-name()!='SignedInfo' and local-name()!='SignatureValue']//comment()") !== null,
  }
}

function shownOrNull(text: string | undefined): string | null {
  return text === undefined ? null : shownText(text)
}

function isReferenced(time: XmlElement, signature: XmlElement): boolean {
  const uris = findElements(signature, 'ds:SignedInfo/ds:Reference').map((one) => one.attr('URI')?.value)
  const ids = time.find('ancestor-or-self::*/@*').map((attribute) => `#${attribute.content}`)
  return uris.some((uri) => uri !== undefined && ids.includes(uri))
}
