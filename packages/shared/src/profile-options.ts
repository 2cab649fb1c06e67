/**
 * A signature profile as the configuration describes it: what is signed, where the signature goes, and in
 * which shape. The built-in profiles are values of these same types. Data only: what each kind does with its
 * options is told in the gateway's room `signature/`, one format for each kind.
 */
export type ProfileOptions =
  | XmlProfileOptions
  | KdtProfileOptions
  | CmsProfileOptions
  | SmimeProfileOptions
  | EdifactProfileOptions
  | AutackProfileOptions

/** What the kinds of signatures are called, in profiles and in reports. */
export type ProfileKind = ProfileOptions['kind']

/** Digest under a signature; `auto` follows the one that the certificate itself was issued with. */
export type DigestChoice = 'auto' | 'sha1' | 'sha256'

/**
 * Where an XML signature finds what it needs in a document. Paths are absolute and made of local names,
 * `/HDon/DSCKS/NBan`: they match in any namespace.
 */
export interface XmlLayout {
  /** What the signature speaks for. */
  readonly signs:
    | { readonly whole: true } //            URI="" with the enveloped-signature transform
    | { readonly path: string } //           the one element at this path, referenced by its Id
    | { readonly id: string } //             the one element with this Id
  /**
   * Path of the element the Signature is appended to; null is the root. Exactly one match. A missing last
   * step is created in its parent's namespace when `createParent` is set.
   */
  readonly placedIn: string | null
  /** Path of an element whose text is the tax code of the signer, used when the request names none. */
  readonly taxCodePath: string | null
}

/** A further kind of document that one profile signs: it is chosen by what it signs being there. */
export interface XmlAlternative extends XmlLayout {
  readonly signs: { readonly path: string }
}

/** W3C XML Signature, with XAdES where that is asked for. */
export interface XmlProfileOptions extends XmlLayout {
  readonly kind: 'xmldsig'
  /**
   * Other layouts that the same profile knows, for documents of several kinds with one way of signing. A
   * document must fit exactly one; with any of these, `signs` is a path as well.
   */
  readonly alternatives: readonly XmlAlternative[]
  /** Value given to an element selected by `path` that has no Id; null makes a unique one. */
  readonly newId: string | null
  /** The attribute that carries the Id. */
  readonly idAttribute: 'Id' | 'ID' | 'id'
  readonly createParent: boolean
  /**
   * `placedIn` names the element that the ds:Signature itself stands for, as `/Envelope/Body/Signature`: an
   * empty one is replaced, a missing one means the end of its parent.
   */
  readonly replacesElement: boolean
  readonly digest: DigestChoice
  /** Of SignedInfo, and of what is signed; comments in what is signed never count (XML-DSig 4.4.3.2). */
  readonly canonicalization: 'c14n' | 'c14n-comments' | 'c14n11' | 'c14n11-comments' | 'exc-c14n' | 'exc-c14n-comments'
  /**
   * Whether the reference by Id also lists the enveloped-signature transform (receivers of invoices want it).
   * A reference to an element that contains the signature lists it always.
   */
  readonly envelopedTransform: boolean
  readonly keyInfo: readonly ('key-value' | 'subject-name' | 'issuer-serial' | 'certificate')[]
  /**
   * `none`, or which of the shapes seen in the field the SigningTime has. `ds`: SignatureProperties in the ds
   * namespace, Vietnam's time without a zone. `no-namespace`: the same in no namespace. `example-org`:
   * SigningTime in http://example.org/#signatureProperties, UTC with Z.
   */
  readonly signingTime: 'none' | 'ds' | 'no-namespace' | 'example-org'
  /** Whether a second reference covers the ds:Object that holds the SigningTime. */
  readonly signingTimeReferenced: boolean
  /**
   * What a signature that already stands in the place means: refuse, or add one beside it. One that the new
   * signature would break is never disturbed, whatever this says.
   */
  readonly existing: 'reject' | 'add'
  /**
   * Qualifying properties of ETSI EN 319 132-1: `bes` says when and with which certificate was signed, both
   * covered by the signature; `t` adds a timestamp of an authority (RFC 3161) over the signature value.
   */
  readonly xades: 'none' | 'bes' | 't'
}

/**
 * `<Signature><data>…</data><fileCert>…</fileCert></Signature>` in customs messages: a raw PKCS#1 signature and
 * the certificate, base64 each, in no namespace of their own. No public text describes it; it is known from
 * messages between declaration software and customs systems for ports, warehouses and electronic documents.
 */
export interface KdtProfileOptions {
  readonly kind: 'kdt'
  /** Path of the element whose content is signed, as `/Envelope/Body/Content`. Exactly one match. */
  readonly signs: string
  /**
   * Which octets of it are signed, which no public text says. `content-text`: its text as it stands between the
   * tags, UTF-8. `content-decoded`: the bytes that this text is the base64 of. `content-element`: the element
   * itself in canonical form (inclusive C14N 1.0 without comments).
   */
  readonly octets: 'content-text' | 'content-decoded' | 'content-element'
  /** Path of the Signature element, a sibling of what is signed; an empty one is filled, a missing one made. */
  readonly placedIn: string
  readonly digest: DigestChoice
  /** Path of an element whose text is the tax code of the signer, used when the request names none. */
  readonly taxCodePath: string | null
}

/** What CMS SignedData holds besides the signature (RFC 5652), alone or in S/MIME. */
interface CmsContents {
  readonly digest: DigestChoice
  /**
   * Whether content type, digest and time are signed attributes (RFC 5652, 5.3); without them the signature is
   * over the content itself.
   */
  readonly signedAttributes: boolean
  /** Certificates that travel along: the signer's only, or those above it as well, as far as they are known. */
  readonly certificates: 'signer' | 'chain'
}

/** CMS SignedData over a document of any kind (RFC 5652). */
export interface CmsProfileOptions extends CmsContents {
  readonly kind: 'cms'
  /** Whether the document stays outside: the result is the signature alone, and document and result travel apart. */
  readonly detached: boolean
  /** The result as binary DER, or as PEM text between `-----BEGIN CMS-----` lines (RFC 7468, section 9). */
  readonly encoding: 'der' | 'pem'
  /**
   * CAdES (ETSI EN 319 122-1): `bes` names the certificate among the signed attributes, `t` adds a timestamp of an
   * authority (RFC 3161) over the signature value. Both need `signedAttributes`.
   */
  readonly cades: 'none' | 'bes' | 't'
}

/** S/MIME `multipart/signed` (RFC 8551, 3.5.3): the document as a part, and detached CMS over that part. */
export interface SmimeProfileOptions extends CmsContents {
  readonly kind: 'smime'
  /** Content-Type of the part that the document becomes, parameters and all. */
  readonly contentType: string
  /**
   * Whether lines of a document that is plain text get the CR LF that mail has, or stay as they are. A document that
   * is a MIME part already, with a header of its own, is never changed.
   */
  readonly lineEnds: 'crlf' | 'keep'
  /** How `micalg` names the digest: `sha-256` as RFC 8551 has it, or `sha256` as older receivers want. */
  readonly micalg: 'rfc8551' | 'without-dash'
}

/** What the two ways of signing an interchange of UN/EDIFACT have in common. */
interface EdifactContents {
  readonly digest: DigestChoice
  /** How binary values are written as text (data element 0505): hexadecimal fits every character set. */
  readonly filter: 'hex' | 'base64'
  /**
   * `enclosed`: the certificate travels along, as parameters of the algorithm, which is our own reading; `reference`:
   * it is named by issuer and serial number only, as the standard has it, and receivers need it from elsewhere.
   */
  readonly certificate: 'enclosed' | 'reference'
  /** Where the tax code of the signer stands: the exporter of a certificate of origin (NAD+EX), or nowhere. */
  readonly taxCodeFrom: 'exporter' | 'none'
  /**
   * What an interchange has to be before it is signed, besides strictly written: `co`: every ORDERS message in it is a
   * certificate of origin without a fault; `syntax`: nothing more.
   */
  readonly check: 'co' | 'syntax'
}

/** Security header and trailer groups inside an interchange of UN/EDIFACT (ISO 9735-5). */
export interface EdifactProfileOptions extends EdifactContents {
  readonly kind: 'edifact'
  /** What is secured: the interchange as a whole, or the one message that it holds. */
  readonly level: 'interchange' | 'message'
  /**
   * What the signature covers (data element 0541). `whole`: everything from the first to the last character of what is
   * secured, save the signature itself. `header-to-trailer` and `header-and-body` leave out the header and trailer of
   * the interchange or message, and the second also leaves out other signatures.
   */
  readonly scope: 'whole' | 'header-to-trailer' | 'header-and-body'
  /** Whether another signature may stand there already; one that this one would break is never disturbed. */
  readonly existing: 'reject' | 'add'
}

/** A message AUTACK that refers to an interchange or its messages (ISO 9735-6). */
export interface AutackProfileOptions extends EdifactContents {
  readonly kind: 'autack'
  /**
   * `beside`: the result is an interchange of its own that holds the AUTACK alone, and refers to the document as a
   * whole. `inside`: the AUTACK becomes the last message of the document, and refers to each message before it.
   */
  readonly placed: 'beside' | 'inside'
}
