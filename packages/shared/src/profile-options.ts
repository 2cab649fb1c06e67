/**
 * A signature profile as the configuration describes it: what is signed, where the signature goes, and in
 * which shape. The built-in profiles are values of this same type. Paths are absolute and made of local
 * names, `/HDon/DSCKS/NBan`: they match in any namespace.
 */
export interface XmlProfileOptions {
  readonly kind: 'xmldsig'
  /** What the signature speaks for. */
  readonly signs:
    | { readonly whole: true } //            URI="" with the enveloped-signature transform
    | { readonly path: string } //           the one element at this path, referenced by its Id
    | { readonly id: string } //             the one element with this Id
  /** Value given to an element selected by `path` that has no Id; null makes a unique one. */
  readonly newId: string | null
  /** The attribute that carries the Id. */
  readonly idAttribute: 'Id' | 'ID' | 'id'
  /**
   * Path of the element the Signature is appended to; null is the root. Exactly one match. A missing last
   * step is created in its parent's namespace when `createParent` is set.
   */
  readonly placedIn: string | null
  readonly createParent: boolean
  /**
   * `placedIn` names the element that the ds:Signature itself stands for, as `/Envelope/Body/Signature`: an
   * empty one is replaced, a missing one means the end of its parent.
   */
  readonly replacesElement: boolean
  /** `auto` follows the digest the certificate was issued with. */
  readonly digest: 'auto' | 'sha1' | 'sha256'
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
  /** Path of an element whose text is the tax code of the signer, used when the request names none. */
  readonly taxCodePath: string | null
}
