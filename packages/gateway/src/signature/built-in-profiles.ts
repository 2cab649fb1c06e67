/**
 * The profiles that need no configuration: what documents in Vietnam are signed like, as data. Where no public
 * text describes a signature, the comment says what it is known from; own profiles of the configuration can
 * say it differently. SHA-1 is used where a profile says `auto` and the certificate itself was issued with
 * it, and in `vnaccs-smime`.
 */
import type {
  EdifactProfileOptions,
  ProfileOptions,
  SmimeProfileOptions,
  XmlAlternative,
  XmlProfileOptions,
} from '@congky/shared'

/** What most XML signatures have in common. */
const xml = {
  kind: 'xmldsig',
  alternatives: [],
  newId: null,
  idAttribute: 'Id',
  placedIn: null,
  createParent: false,
  replacesElement: false,
  digest: 'sha256',
  canonicalization: 'c14n',
  envelopedTransform: false,
  keyInfo: ['subject-name', 'certificate'],
  signingTime: 'none',
  signingTimeReferenced: false,
  existing: 'reject',
  taxCodePath: null,
  xades: 'none',
} as const satisfies Partial<XmlProfileOptions>

/** What declarations to VNACCS have in common. */
const vnaccs = {
  kind: 'smime',
  signedAttributes: true,
  certificates: 'signer',
  contentType: 'text/plain; charset=UTF-8',
  lineEnds: 'crlf',
  micalg: 'without-dash',
} as const satisfies Partial<SmimeProfileOptions>

/** What both ways of signing an interchange have in common. */
const edifact = {
  digest: 'auto',
  filter: 'hex',
  certificate: 'enclosed',
  taxCodeFrom: 'exporter',
  check: 'co',
} as const satisfies Partial<EdifactProfileOptions>

export const builtInProfiles: Readonly<Record<string, ProfileOptions>> = {
  'xmldsig-enveloped': {
    ...xml,
    signs: { whole: true },
    // Beside signatures over parts; one over the whole document would be broken, so it forbids another.
    existing: 'add',
  },

  /**
   * Messages between customs and warehouse keepers (Decision 1543/QĐ-TCHQ of 2017). It names "XML Signature",
   * puts the signature at `Envelope/Body/Signature` and wants it to speak for the tag `Body/Content` itself ("ký
   * luôn cả thẻ body/content"), but shows no example. We reference Content by its Id, which every W3C verifier
   * resolves, and add the attribute where it is missing; a reference without one would need an XPath transform,
   * which most verifiers refuse. The header is not covered, as the decision says.
   */
  'customs-1543': {
    ...xml,
    signs: { path: '/Envelope/Body/Content' },
    placedIn: '/Envelope/Body/Signature',
    replacesElement: true,
    taxCodePath: '/Envelope/Header/From/identity',
  },

  /**
   * Messages of declaration software to customs systems for ports, warehouses and electronic documents, whose
   * `Body/Content` is base64 of a `Declaration`. No public text describes the signature. Its two parts were seen in
   * a public source, and that the value is raw PKCS#1 under the digest of the certificate in one client; the one
   * public sample contradicts itself, and that the signature is over the base64 text is our choice.
   */
  'customs-kdt': {
    kind: 'kdt',
    signs: '/Envelope/Body/Content',
    octets: 'content-text',
    placedIn: '/Envelope/Body/Signature',
    digest: 'auto',
    taxCodePath: '/Envelope/Header/From/identity',
  },

  /**
   * Electronic invoices of Decree 123/2020/NĐ-CP and Circular 78/2021/TT-BTC, in the format of Decision
   * 1450/QĐ-TCT: the taxpayer's signature, which on an invoice is the seller's. The two references, to the signed
   * element and to the Object that holds the time, are those of a real invoice that was checked; SHA-1 and SHA-256
   * are both in use.
   */
  'einvoice-tt78': {
    ...xml,
    ...invoiceKind('/HDon', 'DLHDon', 'NBan', '/NDHDon/NBan/MST'),
    alternatives: [
      // Registration of electronic invoices, summaries of invoices, notice of errors in them.
      invoiceKind('/TKhai', 'DLTKhai', 'NNT', '/TTChung/MST'),
      invoiceKind('/BTHDLieu', 'DLBTHop', 'NNT', '/TTChung/MST'),
      invoiceKind('/TBao', 'DLTBao', 'NNT', '/MST'),
      // The same within the message that carries them to the tax authority.
      invoiceKind('/TDiep/DLieu/HDon', 'DLHDon', 'NBan', '/NDHDon/NBan/MST'),
      invoiceKind('/TDiep/DLieu/TKhai', 'DLTKhai', 'NNT', '/TTChung/MST'),
      invoiceKind('/TDiep/DLieu/BTHDLieu', 'DLBTHop', 'NNT', '/TTChung/MST'),
      invoiceKind('/TDiep/DLieu/TBao', 'DLTBao', 'NNT', '/MST'),
    ],
    createParent: true,
    envelopedTransform: true,
    signingTime: 'ds',
    signingTimeReferenced: true,
  },

  /**
   * Tax filings to iHTKK and through T-VAN providers: as seen in public sources, no official text describes them.
   * Several people may sign one after the other, each over the same element.
   */
  'tax-ihtkk': {
    ...xml,
    signs: { path: '/HSoThueDTu/HSoKhaiThue' },
    newId: '_NODE_TO_SIGN',
    idAttribute: 'id',
    placedIn: '/HSoThueDTu/CKyDTu',
    createParent: true,
    digest: 'auto',
    envelopedTransform: true,
    keyInfo: ['key-value', 'subject-name', 'certificate'],
    existing: 'add',
    taxCodePath: '/HSoThueDTu/HSoKhaiThue/TTinChung/TTinTKhaiThue/NNT/mst',
  },

  /**
   * Files to Vietnam Social Security through IVAN providers, as seen in public sources: over the whole
   * file, so that each file takes one signature, with a time that nothing references.
   */
  'social-insurance': {
    ...xml,
    signs: { whole: true },
    placedIn: '/BHXH/CKYDTU_IVAN',
    createParent: true,
    digest: 'auto',
    keyInfo: ['key-value', 'subject-name', 'certificate'],
    signingTime: 'ds',
  },

  /**
   * Electronic invoices of the former Circular 32/2011/TT-BTC, in the format of 2014: `inv:invoiceData` with the
   * id `data`, signatures at the end of the root. The reference was checked on a real sample.
   */
  'invoice-tt32': {
    ...xml,
    signs: { path: '/invoice/invoiceData' },
    newId: 'data',
    idAttribute: 'id',
    placedIn: '/invoice',
    digest: 'auto',
    envelopedTransform: true,
    existing: 'add',
    taxCodePath: '/invoice/invoiceData/sellerTaxCode',
  },

  /**
   * Declarations to VNACCS: NACCS EDI text as the first part of S/MIME, a detached CMS as the second. No official
   * text describes it; that the field writes `micalg="sha1"`, signs the part with its header and encloses the end
   * certificate alone was seen in a public source. Which Content-Type the part has depends on the message:
   * a document that comes with a MIME header of its own is signed with that.
   */
  'vnaccs-smime': { ...vnaccs, digest: 'sha1' },
  'vnaccs-smime-sha256': { ...vnaccs, digest: 'sha256' },

  /** A `.p7s` beside any document: RFC 5652, with the certificate named among the attributes (CAdES-BES). */
  'cms-detached': {
    kind: 'cms',
    digest: 'sha256',
    signedAttributes: true,
    certificates: 'signer',
    detached: true,
    encoding: 'der',
    cades: 'bes',
  },

  /**
   * Electronic certificates of origin and other interchanges of UN/EDIFACT. The draft regulation QCVN:2008/BCT (2.4)
   * names ISO 9735-5 and the message AUTACK of ISO 9735-6 for their security and shows no example. The default covers
   * the whole interchange, so that no change of it goes unnoticed; which sources and readings this follows is told in
   * `edifact/README.md`.
   */
  'edifact-secured': { kind: 'edifact', ...edifact, level: 'interchange', scope: 'whole', existing: 'reject' },
  'edifact-autack': { kind: 'autack', ...edifact, placed: 'beside' },

  /** Enveloped XAdES of ETSI EN 319 132-1, levels B and T; the second needs `timestamps` in the configuration. */
  'xades-bes': { ...xml, signs: { whole: true }, existing: 'add', xades: 'bes' },
  'xades-t': { ...xml, signs: { whole: true }, existing: 'add', xades: 't' },
}

/**
 * One kind of document of Decision 1450/QĐ-TCT: its data, and beside them `DSCKS` with a place for each party.
 *
 * @param taxCode Where the data say whose document it is.
 */
function invoiceKind(root: string, data: string, party: 'NBan' | 'NNT', taxCode: string): XmlAlternative {
  return {
    signs: { path: `${root}/${data}` },
    placedIn: `${root}/DSCKS/${party}`,
    taxCodePath: `${root}/${data}${taxCode}`,
  }
}
