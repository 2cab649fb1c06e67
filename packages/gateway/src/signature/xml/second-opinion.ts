/**
 * A second, independent implementation looks at signatures that we found valid: xml-crypto shares no code with
 * libxml2. Where it disagrees, one of the two is wrong, and the signature is not called valid.
 *
 * Where xml-crypto is known to err it is not counted: only when it disagrees, and only for documents that show
 * the weakness. Each was seen by comparing it with xmlsec1 and the JDK, which agree with each other and with
 * us; a test holds each one against the version in use.
 */
import { SignedXml } from 'xml-crypto'

export type SecondOpinion =
  | { readonly verdict: 'agrees' }
  | { readonly verdict: 'disagrees'; readonly reason: string }
  | { readonly verdict: 'not counted'; readonly reason: string }

/**
 * @param document Well-formed and light: xml-crypto is quadratic in several ways.
 * @param signature The bytes of the ds:Signature as they stand in the document.
 */
export function askSecondOpinion(document: string, signature: string, certificatePem: string): SecondOpinion {
  const reason = refusalOf(document, signature, certificatePem)
  if (reason === null) return { verdict: 'agrees' }
  const weakness = weaknesses.find(({ shows }) => shows(document))
  return weakness ? { verdict: 'not counted', reason: weakness.name } : { verdict: 'disagrees', reason }
}

function refusalOf(document: string, signature: string, certificatePem: string): string | null {
  try {
    const verifier = new SignedXml({ publicCert: certificatePem })
    verifier.loadSignature(signature)
    return verifier.checkSignature(document) ? null : 'a digest differs'
  } catch (error) {
    return error instanceof Error ? error.message.slice(0, 200) : 'it failed'
  }
}

interface Weakness {
  readonly name: string
  readonly shows: (document: string) => boolean
}

/** Exported for the test that shows each of them. */
export const weaknesses: readonly Weakness[] = [
  {
    name: 'C14N 1.1, SHA-384 or ECDSA',
    shows: (text) => /xml-c14n11|sha384|ecdsa-sha/.test(text),
  },
  {
    // Inclusive canonicalization inherits those of ancestors; xml-crypto does not.
    name: 'xml: attributes',
    shows: (text) => /\sxml:\w/.test(text),
  },
  {
    name: 'processing instructions',
    shows: (text) => /<\?(?!xml\s)/.test(text),
  },
  {
    // Its parser takes them for line ends, as XML 1.1 does.
    name: 'the characters U+0085 and U+2028',
    shows: (text) => /[\u0085\u2028]/.test(text),
  },
  {
    // It sorts them by the rules of a language instead of by code point.
    name: 'the order of namespace prefixes in upper case or beyond ASCII',
    shows: (text) => /\sxmlns:[^\s=]*[^a-z0-9.\s=-]/.test(text),
  },
  {
    // Its parser refuses them.
    name: 'names beyond U+FFFF',
    shows: (text) => /[\u{10000}-\u{10ffff}][^\s=<>"']*\s*=|<[^\s<>="']*[\u{10000}-\u{10ffff}]/u.test(text),
  },
  {
    // It takes the namespaces around the first SignedInfo for those around each.
    name: 'several signatures with other namespaces around them',
    shows: (text) => (text.match(/<(?:[^\s<>]*:)?SignedInfo[\s>]/g)?.length ?? 0) > 1,
  },
]
