/** Writing the XML of one Signature, part by part: each digest needs the part before it. */
import { createHash } from 'node:crypto'
import type { XmlProfileOptions } from '@congky/shared'
import type { SigningRequest } from '../signature-format.ts'
import {
  type Canonicalization,
  canonicalizationNamed,
  DS_NAMESPACE,
  defaultCanonicalization,
  ENVELOPED_SIGNATURE,
  type SigningAlgorithms,
  signingAlgorithms,
  withoutComments,
} from './algorithms.ts'
import { keyInfoXml } from './key-info.ts'
import type { SignatureGround } from './signature-ground.ts'
import { signingTimeObject } from './signing-time.ts'
import { xmlElement } from './xml-text.ts'

/** The first reference: what the signature speaks for. */
export interface ContentReference {
  readonly uri: string
  readonly digest: Buffer
  readonly enveloped: boolean
}

export interface SignatureXml {
  /** The Signature up to its value, and from there on. */
  readonly head: string
  readonly tail: string
  /** SignedInfo in canonical form. */
  readonly signedInfo: Buffer
}

export interface DraftIds {
  readonly signature: string
  readonly object: string
}

export function draftSignature(
  { options, certificate, signedAt }: SigningRequest<XmlProfileOptions>,
  ids: DraftIds,
  ground: SignatureGround,
  content: ContentReference,
): SignatureXml {
  const algorithms = signingAlgorithms(options.digest, certificate)
  const canonicalization = canonicalizationNamed(options.canonicalization)
  const object = signingTimeObject(options.signingTime, signedAt, ids.object, ids.signature)
  const open = `<Signature xmlns="${DS_NAMESPACE}"${object === '' ? '' : ` Id="${ids.signature}"`}>`
  const form = withoutComments(canonicalization)
  const references = [referenceXml(content, form, algorithms)]
  if (object !== '' && options.signingTimeReferenced) {
    const canonical = ground.canonicalChild(`${open}${object}</Signature>`, 'Object', {
      canonicalization: form,
      comments: false,
    })
    const digest = createHash(algorithms.digest.name).update(canonical).digest()
    references.push(referenceXml({ uri: `#${ids.object}`, digest, enveloped: false }, form, algorithms))
  }
  const signedInfoXml = xmlElement(
    'SignedInfo',
    {},
    xmlElement('CanonicalizationMethod', { Algorithm: canonicalization.uri }),
    xmlElement('SignatureMethod', { Algorithm: algorithms.signature.uri }),
    ...references,
  )
  return {
    head: `${open}${signedInfoXml}<SignatureValue>`,
    tail: `</SignatureValue>${keyInfoXml(options.keyInfo, certificate)}${object}</Signature>`,
    signedInfo: ground.canonicalChild(`${open}${signedInfoXml}</Signature>`, 'SignedInfo', {
      canonicalization,
      comments: true,
    }),
  }
}

/** Inclusive C14N 1.0 is what a reference gets by itself, so only another one is named in it. */
function referenceXml(reference: ContentReference, form: Canonicalization, { digest }: SigningAlgorithms): string {
  const transforms = [
    ...(reference.enveloped ? [ENVELOPED_SIGNATURE] : []),
    ...(form === defaultCanonicalization ? [] : [form.uri]),
  ].map((Algorithm) => xmlElement('Transform', { Algorithm }))
  return xmlElement(
    'Reference',
    { URI: reference.uri },
    transforms.length === 0 ? '' : xmlElement('Transforms', {}, ...transforms),
    xmlElement('DigestMethod', { Algorithm: digest.uri }),
    xmlElement('DigestValue', {}, reference.digest.toString('base64')),
  )
}
