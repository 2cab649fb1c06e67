/**
 * Reading a ds:Signature strictly: exactly the structure of XML-DSig 1.1 section 4, known algorithms, values
 * that every reader reads alike. Whatever could mean two things to two readers is refused, since that is what
 * signature wrapping lives on: a second SignedInfo, a comment inside a digest, a transform that selects.
 */
import { decodeBase64 } from '../base64.ts'
import {
  type Canonicalization,
  canonicalizationByUri,
  type DigestAlgorithm,
  DS_NAMESPACE,
  defaultCanonicalization,
  digestByUri,
  ENVELOPED_SIGNATURE,
  EXC_C14N_NAMESPACE,
  type SignatureAlgorithm,
  signatureByUri,
} from './algorithms.ts'
import { shownText } from './xml-text.ts'

/** Why a signature is not accepted, as a short English sentence. */
export class SignatureProblem extends Error {
  override readonly name = 'SignatureProblem'

  constructor(sentence: string) {
    super(shownText(sentence))
  }
}

export interface ReadCanonicalization {
  readonly canonicalization: Canonicalization
  readonly inclusivePrefixes: readonly string[]
}

export interface ReadReference extends ReadCanonicalization {
  readonly uri: string
  readonly enveloped: boolean
  readonly digest: DigestAlgorithm
  readonly digestValue: Buffer
}

/** An element of a signature, whichever reader found it. @template E The element as that reader has it. */
export interface SignaturePart<E> {
  readonly element: E
  /** Without its prefix. */
  readonly name: string
  readonly namespaceUri: string
  readonly text: string
  /** Whether it holds a comment or a processing instruction. */
  readonly hasRemarks: boolean
  readonly children: readonly SignaturePart<E>[]
  /** The value of an attribute without a namespace. */
  attribute(name: string): string | undefined
}

type AnyPart = SignaturePart<unknown>

export interface ReadSignature<E> extends ReadCanonicalization {
  readonly signedInfo: E
  readonly method: SignatureAlgorithm
  readonly references: readonly ReadReference[]
  readonly value: Buffer
}

/** Each reference may cost a canonicalization of the whole document. */
const REFERENCES_MAX = 20

/** @throws {SignatureProblem} */
export function readSignature<E>(signature: SignaturePart<E>): ReadSignature<E> {
  const [signedInfo, value, ...rest] = signature.children
  if (!isDs(signedInfo, 'SignedInfo') || !isDs(value, 'SignatureValue')) {
    throw new SignatureProblem('it does not start with one SignedInfo and one SignatureValue')
  }
  const objects = isDs(rest[0], 'KeyInfo') ? rest.slice(1) : rest
  if (!objects.every((element) => isDs(element, 'Object'))) {
    throw new SignatureProblem('it holds something else than SignedInfo, SignatureValue, KeyInfo and Objects')
  }
  for (const part of [signedInfo, value]) {
    if (part.hasRemarks) throw new SignatureProblem(`${part.name} holds a comment or a processing instruction`)
  }
  return { ...readSignedInfo(signedInfo), signedInfo: signedInfo.element, value: readBase64(value) }
}

function readSignedInfo(signedInfo: AnyPart): Omit<ReadSignature<unknown>, 'signedInfo' | 'value'> {
  const [canonicalizationMethod, signatureMethod, ...references] = signedInfo.children
  if (
    !isDs(canonicalizationMethod, 'CanonicalizationMethod') ||
    !isDs(signatureMethod, 'SignatureMethod') ||
    references.length === 0
  ) {
    throw new SignatureProblem('SignedInfo is incomplete')
  }
  const method = signatureByUri(algorithmOf(signatureMethod))
  if (method === null)
    throw new SignatureProblem(`the signature method ${algorithmOf(signatureMethod)} is not accepted`)
  if (signatureMethod.children.length > 0) throw new SignatureProblem('the signature method has parameters')
  if (references.length > REFERENCES_MAX) throw new SignatureProblem(`it has more than ${REFERENCES_MAX} references`)
  return { ...readCanonicalization(canonicalizationMethod), method, references: references.map(readReference) }
}

function readReference(reference: AnyPart): ReadReference {
  if (!isDs(reference, 'Reference')) throw new SignatureProblem('SignedInfo holds something else than References')
  const [first] = reference.children
  const transforms = isDs(first, 'Transforms') ? first.children : null
  const [digestMethod, digestValue, ...others] = reference.children.slice(transforms === null ? 0 : 1)
  if (!isDs(digestMethod, 'DigestMethod') || !isDs(digestValue, 'DigestValue') || others.length > 0) {
    throw new SignatureProblem('a Reference is not of the form Transforms, DigestMethod, DigestValue')
  }
  const uri = reference.attribute('URI')
  if (uri === undefined) throw new SignatureProblem('a Reference has no URI')
  const digest = digestByUri(algorithmOf(digestMethod))
  if (digest === null) throw new SignatureProblem(`the digest method ${algorithmOf(digestMethod)} is not accepted`)
  return { uri, ...readTransforms(transforms ?? []), digest, digestValue: readBase64(digestValue) }
}

/** Enveloped-signature first, then at most one canonicalization; nothing that picks parts of the content. */
function readTransforms(transforms: readonly AnyPart[]): ReadCanonicalization & { enveloped: boolean } {
  const rest = [...transforms]
  const enveloped = rest[0] !== undefined && algorithmOf(rest[0]) === ENVELOPED_SIGNATURE
  if (enveloped) rest.shift()
  const [last, ...others] = rest
  if (others.length > 0) throw new SignatureProblem('a Reference has more transforms than are accepted')
  if (last === undefined) return { enveloped, canonicalization: defaultCanonicalization, inclusivePrefixes: [] }
  if (!isDs(last, 'Transform')) throw new SignatureProblem('Transforms holds something else than Transform')
  return { enveloped, ...readCanonicalization(last) }
}

/** A CanonicalizationMethod, or a Transform that is one. */
function readCanonicalization(element: AnyPart): ReadCanonicalization {
  const canonicalization = canonicalizationByUri(algorithmOf(element))
  if (canonicalization === null) throw new SignatureProblem(`the transform ${algorithmOf(element)} is not accepted`)
  const inclusivePrefixes = element.children.flatMap((child) => {
    if (child.name !== 'InclusiveNamespaces' || child.namespaceUri !== EXC_C14N_NAMESPACE) {
      throw new SignatureProblem(`${element.name} has parameters that are not accepted`)
    }
    return (child.attribute('PrefixList') ?? '').split(/\s+/).filter(Boolean)
  })
  return { canonicalization, inclusivePrefixes }
}

function isDs<E>(element: SignaturePart<E> | undefined, name: string): element is SignaturePart<E> {
  return element?.name === name && element.namespaceUri === DS_NAMESPACE
}

function algorithmOf(element: AnyPart): string {
  return element.attribute('Algorithm') ?? ''
}

/** @throws {SignatureProblem} Anything but base64, which other readers may cut off or skip. */
export function readBase64(element: AnyPart): Buffer {
  const bytes = element.children.length > 0 ? null : decodeBase64(element.text)
  if (bytes === null) throw new SignatureProblem(`${element.name} is not base64`)
  return bytes
}
