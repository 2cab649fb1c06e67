/** Writing the XML of one Signature, part by part: each digest needs the part before it. */
import type { XmlProfileOptions } from '@congky/shared'
import { hashOf } from '../hash-of.ts'
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
import { qualifyingObject, SIGNED_PROPERTIES_TYPE } from './xades.ts'
import { xmlElement } from './xml-text.ts'

/** The first reference: what the signature speaks for. */
export interface ContentReference {
  readonly uri: string
  readonly digest: Buffer
  readonly enveloped: boolean
}

interface NamedReference extends ContentReference {
  readonly id?: string
  readonly type?: string
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
  /** Of the first Reference, and of what XAdES adds; both only with XAdES. */
  readonly reference: string
  readonly properties: string
}

export function draftSignature(
  { options, certificate, signedAt }: SigningRequest<XmlProfileOptions>,
  ids: DraftIds,
  ground: SignatureGround,
  content: ContentReference,
): SignatureXml {
  const algorithms = signingAlgorithms(options.digest, certificate)
  const canonicalization = canonicalizationNamed(options.canonicalization)
  const time = signingTimeObject(options.signingTime, signedAt, ids.object, ids.signature)
  const { digest } = algorithms
  const hasXades = options.xades !== 'none'
  const properties = hasXades ? qualifyingObject({ certificate, signedAt, digest, ids }) : ''
  const objects = `${time}${properties}`
  const open = `<Signature xmlns="${DS_NAMESPACE}"${objects === '' ? '' : ` Id="${ids.signature}"`}>`
  const form = withoutComments(canonicalization)
  const digestOf = (object: string, part: 'Object' | 'SignedProperties') => {
    const canonical = ground.canonicalPart(`${open}${object}</Signature>`, part, {
      canonicalization: form,
      comments: false,
    })
    return hashOf(digest.name, canonical)
  }
  const own: NamedReference[] = []
  if (time !== '' && options.signingTimeReferenced) {
    own.push({ uri: `#${ids.object}`, digest: digestOf(time, 'Object'), enveloped: false })
  }
  if (hasXades) {
    const uri = `#${ids.properties}`
    own.push({ uri, digest: digestOf(properties, 'SignedProperties'), enveloped: false, type: SIGNED_PROPERTIES_TYPE })
  }
  const first = hasXades ? { ...content, id: ids.reference } : content
  const references = [first, ...own].map((reference) => referenceXml(reference, form, algorithms))
  const signedInfo = [
    xmlElement('CanonicalizationMethod', { Algorithm: canonicalization.uri }),
    xmlElement('SignatureMethod', { Algorithm: algorithms.signature.uri }),
    ...references,
  ].join('')
  return {
    head: `${open}${xmlElement('SignedInfo', {}, signedInfo)}<SignatureValue>`,
    tail: `</SignatureValue>${keyInfoXml(options.keyInfo, certificate)}${objects}</Signature>`,
    signedInfo: ground.canonicalSignedInfo(signedInfo, canonicalization),
  }
}

/** Inclusive C14N 1.0 is what a reference gets by itself, so only another one is named in it. */
function referenceXml(reference: NamedReference, form: Canonicalization, { digest }: SigningAlgorithms): string {
  const { id, type } = reference
  const transforms = [
    ...(reference.enveloped ? [ENVELOPED_SIGNATURE] : []),
    ...(form === defaultCanonicalization ? [] : [form.uri]),
  ].map((Algorithm) => xmlElement('Transform', { Algorithm }))
  return xmlElement(
    'Reference',
    { ...(id === undefined ? {} : { Id: id }), URI: reference.uri, ...(type === undefined ? {} : { Type: type }) },
    transforms.length === 0 ? '' : xmlElement('Transforms', {}, ...transforms),
    xmlElement('DigestMethod', { Algorithm: digest.uri }),
    xmlElement('DigestValue', {}, reference.digest.toString('base64')),
  )
}
