/**
 * The profiles that need no configuration.
 *
 * `customs-1543`: messages between customs and warehouse keepers (Decision 1543/QĐ-TCHQ of 2017). It names
 * "XML Signature", puts the signature at `Envelope/Body/Signature` and wants it to speak for the tag
 * `Body/Content` itself ("ký luôn cả thẻ body/content"), but shows no example. We reference Content by its Id,
 * which every W3C verifier resolves, and add the attribute where it is missing; a reference without one would
 * need an XPath transform, which most verifiers refuse. The header is not covered, as the decision says.
 *
 * `customs-kdt`: the messages of declaration software to customs systems for ports, warehouses and electronic
 * documents, whose `Body/Content` is base64 of a `Declaration`. No public text describes the signature; that its
 * value is raw PKCS#1 under the digest of the certificate is known from one client, that it is over the base64
 * text is our choice: own profiles of the kind can choose other octets.
 */
import type { ProfileOptions } from '@congky/shared'

const common = {
  kind: 'xmldsig',
  newId: null,
  idAttribute: 'Id',
  createParent: false,
  digest: 'sha256',
  canonicalization: 'c14n',
  envelopedTransform: false,
  keyInfo: ['subject-name', 'certificate'],
  signingTime: 'none',
  signingTimeReferenced: false,
  xades: 'none',
} as const

export const builtInProfiles: Readonly<Record<string, ProfileOptions>> = {
  'xmldsig-enveloped': {
    ...common,
    signs: { whole: true },
    placedIn: null,
    replacesElement: false,
    // Beside signatures over parts; one over the whole document would be broken, so it forbids another.
    existing: 'add',
    taxCodePath: null,
  },
  'customs-1543': {
    ...common,
    signs: { path: '/Envelope/Body/Content' },
    placedIn: '/Envelope/Body/Signature',
    replacesElement: true,
    existing: 'reject',
    taxCodePath: '/Envelope/Header/From/identity',
  },
  'customs-kdt': {
    kind: 'kdt',
    signs: '/Envelope/Body/Content',
    octets: 'content-text',
    placedIn: '/Envelope/Body/Signature',
    digest: 'auto',
    taxCodePath: '/Envelope/Header/From/identity',
  },
}
